/** An accident in making, signing or sealing a document; `code` is stable, the message is for the operator. */
export class CredentialError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CredentialError'
    this.code = code
  }
}
