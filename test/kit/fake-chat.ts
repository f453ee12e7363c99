import type { Test } from 'tap'
import { afterDeadJob } from '#src/app/after-dead-job.ts'
import { freshId } from '#src/app/fresh.ts'
import { carriers } from '#src/carriers.ts'
import type {
  ChatAdapter,
  ChatFailure,
  Later,
  Message,
  Posting,
  Ref,
  Said,
} from '#src/chat/contract.ts'
import { DeliveryFailure } from '#src/delivery/delivery-failure.ts'
import type { Mailer } from '#src/delivery/mailer.ts'
import { Outbox } from '#src/delivery/outbox.ts'
import type { Joined, Served } from './http.ts'

/** A platform that does as a test says, and remembers what it was given. */
export class FakeChat implements ChatAdapter {
  readonly platform = 'room'
  readonly told: (readonly [member: Ref, message: Message])[] = []
  readonly posted: (readonly [message: Message, posting: Posting])[] = []
  readonly shown: Message[] = []
  refuse: (what: 'post' | 'tell', to: Ref) => ChatFailure | undefined = () => undefined
  turn?: (channel: Ref, message?: Ref) => Promise<Later | undefined>

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async post(channel: Ref, { en }: Said, posting: Posting): Promise<Ref> {
    const refused = this.refuse('post', channel)
    if (refused) throw refused
    this.posted.push([en, posting])
    this.shown.push(en)
    return `${channel}/${posting.key}`
  }

  async update(_: Ref, { en }: Said): Promise<void> {
    this.shown.push(en)
  }

  async tell(member: Ref, channel: Ref, { en }: Said): Promise<Ref> {
    const refused = this.refuse('tell', member)
    if (refused) throw refused
    this.told.push([member, en])
    return `${channel}/told`
  }

  async members(): Promise<readonly []> {
    return []
  }

  toldTo({ member }: Joined): string {
    const own = this.told.filter(([ref]) => ref === `room:${member.id}`)
    return own.map(([, { text }]) => text).join('\n')
  }
}

/** The outbox of a service whose only chat is that one. */
export function anOutbox(
  t: Test,
  service: Served,
  { chat, mailer = aMailer() }: { readonly chat: FakeChat; readonly mailer?: Mailer },
): Outbox {
  const { app, bus } = service
  const adapters = new Map<string, ChatAdapter>([[chat.platform, chat]])
  const outbox = new Outbox({
    store: app.store,
    now: app.now,
    random: () => 0.5,
    newId: freshId,
    carriers: carriers(app, { app, bus, adapters }, mailer),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onDead: (job) => afterDeadJob(app, job),
  })
  t.teardown(() => outbox.stop())
  return outbox
}

/** Takes every letter but those that it refuses for good. */
export function aMailer(refuses: (to: string) => boolean = () => false): Mailer {
  return {
    atOnce: 1,
    async send({ to }) {
      if (refuses(to)) throw new DeliveryFailure('550', { reason: 'mail-refused', permanent: true })
    },
    async close() {},
  }
}
