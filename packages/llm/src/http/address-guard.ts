import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { ModelError } from '../errors/model-error.js';

/**
 * Refuses link-local addresses, where clouds keep their credentials. Private ones are allowed:
 * models often run on the same machine or network.
 * @throws ModelError `request_rejected`
 */
export function assertAllowedHost(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isBlocked(host)) throw blocked(host);
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** A DNS lookup for connections, so that the address checked is the one connected to. */
export function guardedLookup(
  hostname: string,
  options: LookupOptions,
  callback: LookupCallback,
): void {
  lookup(hostname, options, (error, address, family) => {
    const addresses = Array.isArray(address) ? address.map((entry) => entry.address) : [address];
    const refused = error === null ? addresses.find(isBlocked) : undefined;
    if (refused !== undefined) callback(blocked(refused), '');
    else callback(error, address, family);
  });
}

const LINK_LOCAL = linkLocalAddresses();

function linkLocalAddresses(): BlockList {
  const list = new BlockList();
  list.addSubnet('169.254.0.0', 16, 'ipv4');
  list.addSubnet('fe80::', 10, 'ipv6');
  list.addAddress('fd00:ec2::254', 'ipv6');
  return list;
}

function isBlocked(address: string): boolean {
  return LINK_LOCAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blocked(address: string): ModelError {
  return new ModelError(
    'request_rejected',
    `The address ${address} is link-local and never called. Correct the model's endpoint.`,
    { detail: { reason: 'blocked_address' } },
  );
}
