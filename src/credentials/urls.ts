interface Document {
  readonly page: string
  readonly credential: string
  readonly ob2: string
}

interface WithPicture extends Document {
  readonly picture: string
}

interface AwardUrls extends WithPicture {
  /** The baked SVG. */
  readonly vector: string
  /** The credential as VC-JWT. */
  readonly token: string
  /** The signed OB 2.0 assertion. */
  readonly signedOb2: string
}

interface Urls {
  award(id: string): AwardUrls
  achievement(id: string): WithPicture
  issuer(id: string): Document
  group(id: string): Document
  endorsement(id: string): Pick<Document, 'credential' | 'ob2'>
  /** An RSA key of an issuer: as one JWK, and as an OB 2.0 CryptographicKey. */
  key(issuerId: string, kid: string): { readonly jwk: string; readonly ob2: string }
  record(id: string): string
  statusList(id: string): string
  /** The OB 2.0 RevocationList of an issuer. */
  revocations(issuerId: string): string
}

/**
 * Where each document of a service is served. A document's own id is the address that always answers with that document
 * (`.json`, `.ob2.json`); the page without an ending answers by Accept.
 */
export function urls(baseUrl: string): Urls {
  const at = (folder: string, id: string) => `${baseUrl}/${folder}/${encodeURIComponent(id)}`
  const document = (folder: string) => (id: string) => {
    const page = at(folder, id)
    return { page, credential: `${page}.json`, ob2: `${page}.ob2.json` }
  }
  const pictured = (folder: string) => (id: string) => ({
    ...document(folder)(id),
    picture: `${at(folder, id)}.png`,
  })
  return {
    award: (id) => {
      const page = at('awards', id)
      const forms = { vector: `${page}.svg`, token: `${page}.jwt`, signedOb2: `${page}.ob2.jwt` }
      return { ...pictured('awards')(id), ...forms }
    },
    achievement: pictured('achievements'),
    issuer: document('issuers'),
    group: document('groups'),
    endorsement: document('endorsements'),
    key: (issuerId, kid) => {
      const page = `${at('issuers', issuerId)}/keys/${encodeURIComponent(kid)}`
      return { jwk: `${page}.json`, ob2: `${page}.ob2.json` }
    },
    record: (id) => at('records', id),
    statusList: (id) => at('status', id),
    revocations: (issuerId) => at('ob2/revocations', issuerId),
  }
}
