import { z } from 'zod'
import type { App } from '#src/app/app.ts'
import { awardLetter } from '#src/app/award-letter.ts'
import { codeLetter } from '#src/app/code-letter.ts'
import { closeProposal, mintAccepted, remindVoters } from '#src/app/close-proposal.ts'
import { issueAwards } from '#src/app/issue-awards.ts'
import type { CodeTarget, DeliveryTarget, Queue } from '#src/app/jobs.ts'
import { revocationLetter } from '#src/app/revocation-letter.ts'
import { findDeliveries, type FindDelivery } from '#src/app/view-delivery.ts'
import type { Chat } from '#src/chat/chat.ts'
import { ChatFailure } from '#src/chat/contract.ts'
import { announceRevoked } from '#src/chat/jobs/announce-revoked.ts'
import { announceVerdict } from '#src/chat/jobs/announce-verdict.ts'
import { nudgeVoter } from '#src/chat/jobs/nudge-voter.ts'
import { refreshCard } from '#src/chat/jobs/refresh-card.ts'
import { askProposer, tellUndelivered, tellUnposted } from '#src/chat/jobs/tell-proposer.ts'
import { tellRecipient } from '#src/chat/jobs/tell-recipient.ts'
import { DeliveryFailure } from '#src/delivery/delivery-failure.ts'
import type { Mailer } from '#src/delivery/mailer.ts'
import type { Carry } from '#src/delivery/outbox.ts'
import { writeAwardLetter } from '#src/delivery/write-award-letter.ts'
import { writeCodeLetter } from '#src/delivery/write-code-letter.ts'
import { writeRevocationLetter } from '#src/delivery/write-revocation-letter.ts'

const aboutProposal = z.strictObject({ workspaceId: z.string(), proposalId: z.string() })
const aboutVoter = aboutProposal.extend({ memberId: z.string() })
const aboutAward = z.strictObject({
  workspaceId: z.string(),
  awardId: z.string(),
  memberId: z.string(),
})

const aboutGroupAward = z.strictObject({ workspaceId: z.string(), awardId: z.string() })

const aboutCode = z.strictObject({ workspaceId: z.string(), codeId: z.string() })

/** Who carries out each queue of the outbox. */
export function carriers(app: App, chat: Chat, mailer: Mailer): ReadonlyMap<string, Carry> {
  const findDelivery = findDeliveries(app)
  const byQueue: Record<Queue, Carry> = {
    card: ({ payload }) => refreshCard(chat, aboutProposal.parse(payload)),
    announce: ({ payload }) => announceVerdict(chat, aboutProposal.parse(payload)),
    close: ({ payload }) => closeProposal(app, aboutProposal.parse(payload)),
    remind: ({ payload }) => remindVoters(app, aboutProposal.parse(payload)),
    nudge: ({ payload }) => nudgeVoter(chat, aboutVoter.parse(payload)),
    ask: ({ payload }) => askProposer(chat, aboutProposal.parse(payload)),
    mint: ({ payload }) => mintAccepted(app, aboutProposal.parse(payload)),
    issue: ({ payload }) => issueAwards(app, aboutProposal.parse(payload)),
    tell: ({ payload }) => tellRecipient(chat, findDelivery, aboutAward.parse(payload)),
    letter: ({ id, payload }) =>
      sendLetter(app, { mailer, findDelivery }, { id, target: aboutAward.parse(payload) }),
    undelivered: ({ payload }) => tellUndelivered(chat, aboutAward.parse(payload)),
    unposted: ({ payload }) => tellUnposted(chat, aboutProposal.parse(payload)),
    'announce-revoked': ({ payload }) =>
      announceRevoked(chat, findDelivery, aboutGroupAward.parse(payload)),
    'letter-revoked': ({ id, payload }) =>
      sendRevocation(app, { mailer, findDelivery }, { id, target: aboutAward.parse(payload) }),
    'letter-code': ({ id, payload }) =>
      sendCode(app, mailer, { id, target: aboutCode.parse(payload) }),
  }
  return new Map(Object.entries(byQueue).map(([queue, carry]) => [queue, sayingWhy(carry)]))
}

/** What a chat platform did not take, in the outbox's terms. */
function sayingWhy(carry: Carry): Carry {
  return async (job) => {
    try {
      await carry(job)
    } catch (error) {
      if (!(error instanceof ChatFailure)) throw error
      const { message, trouble: reason, right, permanent, retryAfterMs } = error
      throw new DeliveryFailure(message, { reason, right, permanent, retryAfterMs, cause: error })
    }
  }
}

interface PostOffice {
  readonly mailer: Mailer
  readonly findDelivery: FindDelivery
}

interface LetterJob {
  readonly id: string
  readonly target: DeliveryTarget
}

async function sendLetter(
  app: App,
  { mailer, findDelivery }: PostOffice,
  { id, target }: LetterJob,
): Promise<void> {
  const letter = await awardLetter(app, findDelivery, target)
  if (letter) await mailer.send(writeAwardLetter(letter, { id, baseUrl: app.baseUrl }))
}

async function sendRevocation(
  app: App,
  { mailer, findDelivery }: PostOffice,
  { id, target }: LetterJob,
): Promise<void> {
  const letter = await revocationLetter(app, findDelivery, target)
  if (letter) await mailer.send(writeRevocationLetter(letter, { id }))
}

async function sendCode(
  app: App,
  mailer: Mailer,
  { id, target }: { readonly id: string; readonly target: CodeTarget },
): Promise<void> {
  const letter = await codeLetter(app, target)
  if (letter) await mailer.send(writeCodeLetter(letter, { id, baseUrl: app.baseUrl }))
}
