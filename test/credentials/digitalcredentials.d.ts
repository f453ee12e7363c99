// Types of the few functions that oracles use from libraries that ship none.

declare module '@digitalcredentials/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object
}

declare module '@digitalcredentials/data-integrity' {
  export const DataIntegrityProof: new (options: { cryptosuite: object }) => object
}

declare module '@digitalcredentials/vc' {
  type Loader = (url: string) => Promise<object>

  export function verifyCredential(options: {
    credential: object
    suite: object
    documentLoader: Loader
    checkStatus: () => Promise<{ readonly verified: boolean }>
    now: string
  }): Promise<{ readonly verified: boolean; readonly error?: Error }>
}
