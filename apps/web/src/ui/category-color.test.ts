import { expect, test } from 'vitest';
import { categoryColor } from './category-color.js';

test('known categories have a colour, others are neutral', () => {
  expect(categoryColor('metrics')).toBe('var(--color-cat-metrics)');
  expect(categoryColor('my-own; color: red')).toBe('var(--color-cat-general)');
});
