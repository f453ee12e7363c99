import type { Known } from '#src/credentials/badge-check.ts'
import type { Fetched, FetchFailure, Outside } from '#src/credentials/outside.ts'
import { bytes, now } from './an-award.ts'

/** What an address answers: a document, a text or bytes; one that was taken back; or nothing, and why. */
export type Answered =
  | { readonly found: unknown; readonly from?: string }
  | { readonly gone: unknown }
  | { readonly why: FetchFailure }

/** A small web: what lies at which address. It counts what is asked for. */
export class AWeb implements Outside {
  readonly asked: string[] = []
  readonly #answers: ReadonlyMap<string, Answered>

  constructor(answers: Readonly<Record<string, Answered>>) {
    this.#answers = new Map(Object.entries(answers))
  }

  async get(url: string): Promise<Fetched> {
    this.asked.push(url)
    const answered = this.#answers.get(url)
    if (answered === undefined) return { ok: false, why: 'unreachable' }
    if ('why' in answered) return { ok: false, why: answered.why }
    const [status, value] =
      'gone' in answered ? ([410, answered.gone] as const) : ([200, answered.found] as const)
    const body = value instanceof Uint8Array ? value : bytes(value)
    const from = 'from' in answered ? { from: answered.from } : {}
    return { ok: true, status, contentType: 'application/json', bytes: body, ...from }
  }
}

/** Somebody who made none of the badges and looks things up in this web; without one, nowhere. */
export function aStranger(outside?: Outside): Known {
  return {
    now,
    findAward: async () => undefined,
    findIssuerKeys: async () => undefined,
    ...(outside ? { outside } : {}),
  }
}
