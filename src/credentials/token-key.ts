/** The RSA pair that an issuer signs tokens with: VC-JWT and OB 2.0 assertions. */
export interface TokenKey {
  /** Thumbprint of the public half. @see RFC 7638 */
  readonly kid: string
  /** SPKI, PEM with line feeds only. */
  readonly publicPem: string
  /** PKCS #8, PEM. Sealed wherever it rests. */
  readonly privatePem: string
}
