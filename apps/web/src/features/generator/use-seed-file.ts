import { useQuery } from '@tanstack/react-query';
import { formatOf, maxPreviewBytes, readSeeds, type ShownSeed } from './model/read-seeds.js';

/** The seeds of a file, to be shown. Null: it is broken, or too large to be read here. */
export function useSeedFile(file: File | null): ShownSeed[] | null | undefined {
  const { data } = useQuery({
    queryKey: ['seed-file', file?.name, file?.size, file?.lastModified],
    queryFn: async () => {
      if (!file || file.size > maxPreviewBytes) return null;
      return readSeeds(await file.text(), formatOf(file.name));
    },
    enabled: file !== null,
    gcTime: 0,
  });
  return file === null ? undefined : data;
}
