import { isPractice } from '#src/credentials/award-facts.ts'
import { bakePng } from '#src/credentials/bake-png.ts'
import { RecentMap } from '#src/credentials/recent-map.ts'
import { findPicture } from '#src/storage/achievements.ts'
import { type AwardRow, findAward } from '#src/storage/awards.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { findGroup } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { documentsOf } from './award-documents.ts'
import { houseOf } from './award-facts.ts'
import { type AwardView, stateOf } from './view-award.ts'
import { viewProposal } from './view-proposal.ts'

/** What the awards of one vote have in common. */
type Common = Pick<AwardView, 'practice' | 'achievement' | 'issuer' | 'group' | 'proposal'>

/** An award as its letter and its private message tell of it. */
export type DeliveryView = Common & Pick<AwardView, 'award' | 'state'>

export interface Delivery {
  readonly view: DeliveryView
  /** The picture with the documents in it. Throws while they are being made. */
  readonly bakedPicture: () => Promise<Uint8Array>
}

/** Undefined where there is no such award. */
export type FindDelivery = (awardId: string) => Promise<Delivery | undefined>

/** A group of a thousand is two thousand deliveries within seconds; a changed profile is seen this soon after. */
const keptMs = 5_000
const mostKept = 32

/** Finds awards that are to be delivered, keeping for a moment what those of one vote have in common. */
export function findDeliveries(app: App): FindDelivery {
  const common = keeping((proposalId) => readCommon(app, proposalId))
  const pictures = keeping((key) => readPicture(app, key))
  return async (awardId) => {
    const award = await findAward(app.store.db, awardId)
    const shared = award && (await common(award.proposalId))
    if (!award || !shared) return undefined
    return {
      view: { ...shared, award, state: stateOf(award) },
      bakedPicture: async () => bake(award, await pictures(pictureKey(award))),
    }
  }
}

function keeping<Value>(read: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const kept = new RecentMap<{ readonly until: number; readonly value: Promise<Value> }>(mostKept)
  return async (key) => {
    const known = kept.get(key)
    if (known && performance.now() < known.until) return known.value
    const value = read(key)
    kept.set(key, { until: performance.now() + keptMs, value })
    // An accident is no answer to keep.
    value.catch(() => kept.delete(key))
    return value
  }
}

async function readCommon(app: App, proposalId: string): Promise<Common | undefined> {
  const { db } = app.store
  const proposal = await findProposal(db, proposalId)
  const group = proposal && (await findGroup(db, proposal.groupId))
  if (!group) return undefined
  const { issuer, address } = await houseOf(app, proposal.workspaceId)
  return {
    practice: isPractice(address.issuerDid),
    achievement: proposal.achievement,
    issuer,
    group,
    proposal: viewProposal(proposal),
  }
}

function pictureKey({ workspaceId, pictureId }: AwardRow): string {
  return `${workspaceId} ${pictureId ?? ''}`
}

function readPicture({ store }: App, key: string): Promise<Uint8Array | undefined> {
  const [workspaceId = '', id = ''] = key.split(' ', 2)
  return findPicture(store.db, workspaceId, id)
}

function bake(award: AwardRow, png: Uint8Array | undefined): Uint8Array {
  const documents = documentsOf(award)
  if (!documents || !png) throw new Error(`The documents of award ${award.id} are not there yet.`)
  const { credential, assertion } = documents
  return bakePng(png, { openbadges: assertion, openbadgecredential: credential })
}
