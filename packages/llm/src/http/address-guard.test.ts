import { describe, expect, test } from 'vitest';
import { assertAllowedHost } from './address-guard.js';

const hostOf = (text: string): string => new URL(`http://${text}/v1`).hostname;

describe('row 47: assertAllowedHost', () => {
  test.each([
    '169.254.169.254',
    '169.254.170.2',
    '0xa9fea9fe',
    '[::ffff:169.254.169.254]',
    '[::ffff:0:a9fe:a9fe]',
    '[::a9fe:a9fe]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::169.254.169.254]',
    '[2002:a9fe:a9fe::1]',
    '[fe80::1]',
    '[febf::1]',
    '100.100.100.200',
    '[64:ff9b::6464:64c8]',
    '[2002:6464:64c8::]',
    '168.63.129.16',
    '192.0.0.192',
    '[fd00:ec2::254]',
    '[fd00:ec2::23]',
    '[fd20:ce::254]',
    '[fd00:c1::a9fe:a9fe]',
  ])('refuses %s', (host) => {
    expect(() => assertAllowedHost(hostOf(host))).toThrow(
      expect.objectContaining({
        code: 'request_rejected',
        detail: { reason: 'blocked_address' },
      }),
    );
  });

  test.each([
    'localhost',
    'api.openai.com',
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.2',
    '172.17.0.1',
    '169.253.255.255',
    '100.100.100.201',
    '8.8.8.8',
    '[::1]',
    '[fd00::1]',
    '[fec0::1]',
    '[64:ff9b::8.8.8.8]',
    '[2002:808:808::1]',
    '[2001:4860:4860::8888]',
  ])('allows %s', (host) => {
    expect(() => assertAllowedHost(hostOf(host))).not.toThrow();
  });
});
