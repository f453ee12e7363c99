import { BlockList, isIP } from 'node:net'

/**
 * Whether an IP address belongs to the public internet. False for this machine, private networks, the services that clouds offer
 * their machines, everything set apart for other uses, and whatever is no address.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(address: string): boolean {
  // A zone after % names a network card of this machine.
  const version = address.includes('%') ? 0 : isIP(address)
  if (version === 4) return !apart4.check(address, 'ipv4')
  if (version !== 6) return false
  const embedded = embeddedIn(address)
  if (embedded !== undefined) return isPublicAddress(embedded)
  return global6.check(address, 'ipv6') && !apart6.check(address, 'ipv6')
}

const apart4 = listOf('ipv4', [
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by a provider (RFC 6598); a cloud's metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // what a cloud tells its machines, although the address is public
  '169.254.0.0/16', // link-local; most clouds' metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocols; a cloud's metadata
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved; broadcast
])

// Loopback, unique local, link-local, multicast and mapped addresses all lie outside.
const global6 = listOf('ipv6', ['2000::/3'])

const apart6 = listOf('ipv6', [
  '2001::/23', // protocols: Teredo, benchmarks, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which reaches any IPv4 address
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
])

function listOf(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

const translated = listOf('ipv6', ['64:ff9b::/96'])

/** The IPv4 address that a translator (NAT64, RFC 6052) reaches for an IPv6 one; networks without IPv4 have no other way. */
function embeddedIn(address: string): string | undefined {
  if (!translated.check(address, 'ipv6')) return undefined
  // As URL writes it: the last two groups in hexadecimal, zeros left out.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':')
  const [high, low] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16))
  if (high === undefined || low === undefined) return undefined
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
