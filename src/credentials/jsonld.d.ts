// Types of the one function used from a library that ships none.

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

  const jsonld: { toRDF(input: object, options: Options): Promise<Quad[]> }
  export type { Quad, Term }
  export default jsonld
}
