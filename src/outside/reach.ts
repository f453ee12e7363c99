import { isPublicAddress } from './public-address.ts'

/** Which machines may be asked at all. */
export interface Reach {
  allowsScheme(protocol: string): boolean
  /** Empty: the usual port of the scheme. */
  allowsPort(port: string): boolean
  allowsAddress(ip: string): boolean
}

/** The public web, by https on the ports that are used for it. */
export const publicReach: Reach = {
  allowsScheme: (protocol) => protocol === 'https:',
  allowsPort: (port) => port === '' || port === '8443',
  allowsAddress: isPublicAddress,
}

/** Any machine, this one and its network included: for development and tests. */
export const anyReach: Reach = {
  allowsScheme: (protocol) => protocol === 'https:' || protocol === 'http:',
  allowsPort: () => true,
  allowsAddress: () => true,
}
