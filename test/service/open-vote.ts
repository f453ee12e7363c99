import { memberOfPlace } from '#src/app/find-actor.ts'
import { proposables } from '#src/app/list-proposables.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import { presets, type Rule } from '#src/domain/rule.ts'
import { groupOfChannel } from '#src/storage/workspaces.ts'
import type { TestService } from '#test/kit/service.ts'

/** A vote that no form could open. References are a platform's: `slack:T1/C1`. */
export interface VoteToOpen {
  readonly event: string
  readonly channel: string
  readonly by: string
  readonly about: string
  readonly rule: Partial<Rule>
}

/** Opens a vote of three days about one person, in a channel whose group is there; answers its id once the card is there. */
export async function openVote(
  { app, outbox }: TestService,
  { event, channel, by, about, rule }: VoteToOpen,
): Promise<string> {
  const workspace = channel.split('/', 1)[0] ?? ''
  const member = (ref: string) => memberOfPlace(app, { workspace, ref })
  const [trainer, candidate] = [await member(by), await member(about)]
  const group = trainer && (await groupOfChannel(app.store.db, trainer.workspaceId, channel))
  if (!trainer || !candidate || !group) throw new Error('There is no such group.')
  const [achievement] = (await proposables(app, group)).achievements
  const opened = await proposeAward(app, {
    event: { source: 'test', eventId: event, at: app.now() },
    by: trainer,
    group,
    achievementId: achievement?.id ?? '',
    candidates: { kind: 'people', memberIds: [candidate.id] },
    grounds: { reason: 'Seen.' },
    rule: { ...presets['two-thirds'], ...rule },
    deadline: app.now() + 3 * 24 * 3_600_000,
  })
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  await outbox.idle()
  return opened.value[0] ?? ''
}
