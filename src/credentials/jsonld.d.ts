// Types of the functions used from a library that ships none.

declare module 'jsonld' {
  /** A term of RDF/JS. */
  interface Term {
    readonly termType: 'NamedNode' | 'BlankNode' | 'Literal' | 'DefaultGraph'
    readonly value: string
    /** Of literals only. */
    readonly language?: string
    readonly datatype?: { readonly value: string }
  }

  interface Quad {
    readonly subject: Term
    readonly predicate: Term
    readonly object: Term
    readonly graph: Term
  }

  interface Options {
    readonly base: null
    readonly safe: true
    readonly rdfDirection: 'i18n-datatype'
    readonly produceGeneralizedRdf: false
    documentLoader(url: string): Promise<{
      readonly contextUrl: null
      readonly documentUrl: string
      readonly document: object
    }>
  }

  const jsonld: {
    toRDF(input: object, options: Options): Promise<Quad[]>
    canonize(
      input: object,
      options: Options & { readonly algorithm: 'RDFC-1.0'; readonly format: 'application/n-quads' },
    ): Promise<string>
    /** Canonicalises RDF as it is written in N-Quads. */
    canonize(
      quads: string,
      options: {
        readonly inputFormat: 'application/n-quads'
        readonly canonizeOptions: {
          readonly algorithm: 'RDFC-1.0'
          readonly format: 'application/n-quads'
          readonly messageDigestAlgorithm?: 'SHA-384'
          readonly maxWorkFactor: number
        }
      },
    ): Promise<string>
  }
  export type { Quad, Term }
  export default jsonld
}
