interface AwardUrls {
  readonly page: string
  readonly credential: string
  readonly ob2: string
  readonly picture: string
}

interface Urls {
  award(id: string): AwardUrls
  achievement(id: string): AwardUrls
  issuer(id: string): Pick<AwardUrls, 'page' | 'credential' | 'ob2'>
  group(id: string): Pick<AwardUrls, 'page' | 'credential' | 'ob2'>
  record(id: string): string
}

/**
 * Where each document of a service is served. A document's own id is the address that always answers with that document
 * (`.json`, `.ob2.json`); the page without an ending answers by Accept.
 */
export function urls(baseUrl: string): Urls {
  const under = (folder: string) => (id: string) => {
    const page = `${baseUrl}/${folder}/${encodeURIComponent(id)}`
    return {
      page,
      credential: `${page}.json`,
      ob2: `${page}.ob2.json`,
      picture: `${page}.png`,
    }
  }
  const record = under('records')
  return {
    award: under('awards'),
    achievement: under('achievements'),
    issuer: under('issuers'),
    group: under('groups'),
    record: (id) => record(id).page,
  }
}
