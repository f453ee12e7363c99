import type { App } from '#src/app/app.ts'
import { documentsOf } from '#src/app/award-documents.ts'
import { checkBadge } from '#src/app/check-badge.ts'
import type { AwardView } from '#src/app/view-award.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'

export interface AwardReport {
  /** Absent while the badge is being made. */
  readonly report: BadgeReport | undefined
  readonly verifiedAt: number
}

const keptMs = 60_000
const mostKept = 500

/** Checks of the awards whose pages are looked at: a signature costs milliseconds, so an answer stands for a minute. */
export class AwardReports {
  readonly #app: App
  readonly #kept = new Map<string, AwardReport>()

  constructor(app: App) {
    this.#app = app
  }

  async of({ award, state }: AwardView): Promise<AwardReport> {
    const now = this.#app.now()
    const documents = documentsOf(award)
    if (!documents) return { report: undefined, verifiedAt: now }
    const key = `${award.id} ${state}`
    const kept = this.#kept.get(key)
    if (kept && now - kept.verifiedAt < keptMs) return kept
    const report = await checkBadge(this.#app, Buffer.from(documents.credential))
    const fresh = { report, verifiedAt: now }
    if (this.#kept.size >= mostKept) this.#kept.clear()
    this.#kept.set(key, fresh)
    return fresh
  }
}
