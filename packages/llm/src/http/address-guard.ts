import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ModelError } from '../errors/model-error.js';

/**
 * Refuses link-local addresses and those where clouds serve their credentials. Private ones are
 * allowed: models often run on the same machine or network.
 * @throws ModelError `request_rejected`
 */
export function assertAllowedHost(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isRefused(host)) throw refuse(host);
}

/**
 * Looks names up as `lookup` does and fails when an address is refused, so that for each connection
 * the address checked is the one connected to.
 */
export function guardLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      const addresses = Array.isArray(address) ? address.map((entry) => entry.address) : [address];
      const refused = error === null ? addresses.find(isRefused) : undefined;
      if (refused !== undefined) callback(refuse(refused), '');
      else callback(error, address, family);
    });
  };
}

/**
 * Of IPv6 addresses that end in an IPv4 one: compatible, translated, NAT64. Mapped ones match by
 * themselves.
 */
const PREFIXES_OF_IPV4 = ['::', '::ffff:0:', '64:ff9b::', '64:ff9b:1::'];

/** Metadata services outside of 169.254.0.0/16: Alibaba, Azure, Oracle. */
const METADATA_IPV4 = ['100.100.100.200', '168.63.129.16', '192.0.0.192'];

/** Metadata services of AWS, Google and Oracle. */
const METADATA_IPV6 = ['fd00:ec2::', 'fd20:ce::', 'fd00:c1::'];

const REFUSED = refusedAddresses();

function refusedAddresses(): BlockList {
  const list = new BlockList();
  const refuseIpv4 = (address: string, bits: number): void => {
    list.addSubnet(address, bits, 'ipv4');
    for (const prefix of PREFIXES_OF_IPV4) list.addSubnet(prefix + address, 96 + bits, 'ipv6');
    list.addSubnet(sixToFour(address), 16 + bits, 'ipv6');
  };
  refuseIpv4('169.254.0.0', 16);
  for (const address of METADATA_IPV4) refuseIpv4(address, 32);
  list.addSubnet('fe80::', 10, 'ipv6');
  for (const prefix of METADATA_IPV6) list.addSubnet(prefix, 32, 'ipv6');
  return list;
}

/** The 6to4 network of an IPv4 address. */
function sixToFour(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::`;
}

function isRefused(address: string): boolean {
  return REFUSED.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function refuse(address: string): ModelError {
  return new ModelError(
    'request_rejected',
    `The address ${address} is link-local or serves a cloud's metadata, and is never called. ` +
      'Correct the endpoint.',
    { detail: { reason: 'blocked_address' } },
  );
}
