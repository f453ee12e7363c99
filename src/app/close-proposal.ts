import { closeAtDeadline, reminderAt } from '#src/domain/closing.ts'
import { addJobs, requestJob } from '#src/storage/outbox.ts'
import {
  lockProposal,
  type ProposalRow,
  saveProposal,
  votersOwing,
} from '#src/storage/proposals.ts'
import type { Tx } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { nudgeJob, proposalJob } from './jobs.ts'
import { mintAwards, settleProposal } from './settle-proposal.ts'

interface Target {
  readonly workspaceId: string
  readonly proposalId: string
}

/** The deadline: settles an open proposal, extends it once, or asks the trainer, as its rule says. May run twice. */
export async function closeProposal(app: App, { workspaceId, proposalId }: Target): Promise<void> {
  await app.store.tx(async (tx) => {
    const row = await lockProposal(tx, workspaceId, proposalId)
    if (!row || row.status !== 'open') return
    const closeAgainAt = proposalJob(app, 'close', row, row.closesAt)
    if (app.now() < row.closesAt) return requestJob(tx, closeAgainAt)
    const proposal = closeAtDeadline(row, app.now())
    switch (proposal.status) {
      case 'open':
        return extend(app, tx, { ...row, closesAt: proposal.closesAt })
      case 'undecided':
        return askTrainer(app, tx, { ...row, status: 'undecided' })
      case 'accepted':
      case 'declined':
      case 'lapsed':
      case 'withdrawn':
      case 'vetoed':
        await settleProposal(app, tx, row, { proposal, by: 'deadline' })
    }
  })
  app.wake()
}

/** Reminds by private message those on the roll who have not voted, and nobody else. */
export async function remindVoters(app: App, { workspaceId, proposalId }: Target): Promise<void> {
  await app.store.tx(async (tx) => {
    const row = await lockProposal(tx, workspaceId, proposalId)
    if (!row || row.status !== 'open' || app.now() >= row.closesAt) return
    const owing = await votersOwing(tx, workspaceId, proposalId)
    for (const memberId of owing) await requestJob(tx, nudgeJob(app, row, memberId, app.now()))
  })
  app.wake()
}

/** The end of the time for objections: makes the badges of a proposal that is still accepted. May run twice. */
export async function mintAccepted(app: App, { workspaceId, proposalId }: Target): Promise<void> {
  await app.store.tx(async (tx) => {
    const row = await lockProposal(tx, workspaceId, proposalId)
    if (!row || row.status !== 'accepted' || row.mintedAt !== null) return
    await saveProposal(tx, { ...row, mintedAt: app.now() })
    await mintAwards(app, tx, row)
    await requestJob(tx, proposalJob(app, 'card', row, app.now()))
  })
  app.wake()
}

async function extend(app: App, tx: Tx, row: ProposalRow): Promise<void> {
  const now = app.now()
  await saveProposal(tx, row)
  await requestJob(tx, proposalJob(app, 'card', row, now))
  await requestJob(tx, proposalJob(app, 'close', row, row.closesAt))
  await requestJob(tx, proposalJob(app, 'remind', row, reminderAt(now, row.closesAt)))
}

async function askTrainer(app: App, tx: Tx, row: ProposalRow): Promise<void> {
  await saveProposal(tx, row)
  await requestJob(tx, proposalJob(app, 'card', row, app.now()))
  await addJobs(tx, [proposalJob(app, 'ask', row, app.now())])
}
