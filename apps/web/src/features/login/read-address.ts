/** The code of a sign-in link, which stands where no server and no log sees it. */
export function readCode(hash: string): string | undefined {
  return /^#code=([\w-]+)$/.exec(hash)?.[1];
}

/** Where to go after signing in: the page that was asked for, never another site. */
export function readTarget(search: string): string {
  const from = new URLSearchParams(search).get('from') ?? '';
  return /^\/(?![/\\])/.test(from) && !from.startsWith('/login') ? from : '/';
}

/** The address of the sign-in that leads back to a page. */
export function loginPath(page: string): string {
  return page === '/' ? '/login' : `/login?${new URLSearchParams({ from: page }).toString()}`;
}
