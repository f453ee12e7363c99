import type { Test } from 'tap'
import { eq } from '#src/storage/drizzle.ts'
import type { JobRow } from '#src/storage/outbox.ts'
import { type FaultProxy, openFaultProxy } from '#test/kit/fault-proxy.ts'
import {
  openSmtpSink,
  type SmtpAnswer,
  type SmtpSink,
  type SunkLetter,
} from '#test/kit/smtp-sink.ts'
import type { Report } from '../kit/report.ts'
import { aClass, addressOf, type ClassRoom, finishJobs } from './a-class.ts'
import { type Ground, type GroundRules, onGround } from './ground.ts'

export interface SmtpTrial extends GroundRules {
  /** Recipients of a letter under each fault. */
  readonly learners: number
  /** On a line that fell silent the service's own limit is waited for, instead of the line breaking at last. */
  readonly waitOut: boolean
}

/**
 * Letters through a mail server and a line that fail in every way: each arrives at least once, its copies with one
 * Message-ID; one that can never arrive is dead, with a reason, and the trainer is told; none is tried early.
 */
export async function smtpFaults({ learners, waitOut, ...rules }: SmtpTrial): Promise<Report> {
  return onGround(async (ground) => {
    const office = await aPostOffice(ground, learners)
    ground.watchLag()
    const totals = { letters: 0, copies: 0, moves: 0 }
    for (const fault of faults) {
      const found = await tryFault(ground, office, { fault, waitOut })
      totals.letters += found.letters
      totals.copies += found.copies
      totals.moves += found.moves
    }
    return {
      'SMTP faults': faults.length,
      'letters, each to its recipient': totals.letters,
      'copies beyond the first': totals.copies,
      'waits that the clock skipped': totals.moves,
    }
  }, rules)
}

interface PostOffice {
  readonly room: ClassRoom
  readonly sink: SmtpSink
  readonly proxy: FaultProxy
  readonly desk: Desk
}

/** What the mail server answers, changed while it runs; `left` times, then all is well again. */
interface Desk {
  greeting: SmtpAnswer | undefined
  recipient: ((address: string) => SmtpAnswer | undefined) | undefined
  letter: ((to: readonly string[]) => SmtpAnswer | undefined) | undefined
  left: number
  /** Answers in place of "250" so far. */
  refusals: number
  /** Times that somebody tried to hand something in. */
  tries: number
}

async function aPostOffice(t: Pick<Test, 'teardown'>, learners: number): Promise<PostOffice> {
  const desk: Desk = {
    greeting: undefined,
    recipient: undefined,
    letter: undefined,
    left: 0,
    refusals: 0,
    tries: 0,
  }
  const refuse = (answer: SmtpAnswer | undefined) => {
    desk.tries += 1
    if (!answer || desk.left <= 0) return undefined
    desk.left -= 1
    desk.refusals += 1
    return answer
  }
  const sink = await openSmtpSink(t, {
    onConnect: () => refuse(desk.greeting),
    onRecipient: (address) => refuse(desk.recipient?.(address)),
    onLetter: (to) => refuse(desk.letter?.(to)),
  })
  const { hostname, port } = new URL(sink.url)
  const proxy = await openFaultProxy(t, { host: hostname, port: Number(port) })
  const room = await aClass(t, {
    learners,
    env: { SMTP_URL: `smtp://${proxy.host}:${proxy.port}`, MAIL_FROM: 'badges@example.org' },
  })
  return { room, sink, proxy, desk }
}

interface SmtpFault {
  readonly name: string
  begin(office: PostOffice): Promise<void> | void
  /** True once it struck: a fault that never did proves nothing. */
  struck(office: PostOffice): boolean
  /** Lines that stay silent hold up a letter: what must go on meanwhile is looked at before they end. */
  readonly holds?: boolean
  /** The service's own limit for the line ends it. */
  readonly endsByItself?: boolean
  /** The learner, by number, who can never be reached. */
  readonly refuses?: number
}

const hasRefused = ({ desk }: PostOffice) => desk.refusals > 0
const always = Number.POSITIVE_INFINITY

const faults: readonly SmtpFault[] = [
  {
    name: 'later (450) to every recipient, once each',
    begin({ desk }) {
      const greylisted = new Set<string>()
      desk.recipient = (address) => {
        if (greylisted.has(address)) return undefined
        greylisted.add(address)
        return { code: 450, words: 'Greylisted, try again later' }
      }
      desk.left = always
    },
    struck: hasRefused,
  },
  {
    name: 'later (451) after the letter, twice',
    begin: ({ desk }) => void Object.assign(desk, { letter: () => answer(451), left: 2 }),
    struck: hasRefused,
  },
  {
    name: 'no such person (550)',
    begin({ desk }) {
      desk.recipient = (address) => (address === addressOf(2) ? answer(550) : undefined)
      desk.left = always
    },
    struck: hasRefused,
    refuses: 2,
  },
  {
    name: 'too large (552) after the letter, once',
    begin({ desk }) {
      desk.letter = ([address]) => (address === addressOf(2) ? answer(552) : undefined)
      desk.left = 1
    },
    struck: hasRefused,
    refuses: 2,
  },
  {
    name: 'closing (421) at the greeting, three times',
    begin({ desk, proxy }) {
      Object.assign(desk, { greeting: answer(421), left: 3 })
      // A new connection is needed for a greeting.
      proxy.reset()
    },
    struck: hasRefused,
  },
  {
    name: 'closing (421) after two letters',
    begin({ desk, proxy }) {
      let asked = 0
      desk.recipient = () => (++asked === 3 ? answer(421) : undefined)
      desk.left = 1
      proxy.set({ trap: { way: 'toClient', text: '421 ', passes: true, times: 1 } })
    },
    struck: ({ desk, proxy }) => desk.refusals > 0 && proxy.counts.trapped > 0,
  },
  {
    name: 'acknowledgement lost: the letter was kept, nobody heard',
    begin: ({ proxy }) =>
      proxy.set({ trap: { way: 'toClient', text: 'queued', passes: false, times: 2 } }),
    struck: ({ proxy }) => proxy.counts.trapped > 0,
  },
  {
    name: 'reset in the middle of a letter',
    begin: ({ proxy }) =>
      proxy.set({ trap: { way: 'toTarget', text: 'filename=', passes: true, times: 2 } }),
    struck: ({ proxy }) => proxy.counts.trapped > 0,
  },
  {
    name: 'every connection cut after some bytes',
    begin: ({ proxy }) => proxy.set({ cut: { way: 'toTarget', afterBytes: 9_000, by: 'end' } }),
    struck: ({ proxy }) => proxy.counts.cut > 0,
    holds: true,
  },
  {
    name: 'nobody listens',
    async begin({ proxy }) {
      await proxy.refuse()
      proxy.reset()
    },
    struck: ({ proxy }) => proxy.open === 0,
    holds: true,
  },
  {
    name: 'half-open: the line falls silent',
    begin: ({ proxy }) => proxy.set({ silent: 'both' }),
    struck: ({ proxy }) => proxy.open > 0,
    holds: true,
    endsByItself: true,
  },
  {
    name: 'half-open towards us: answers do not come',
    begin: ({ proxy }) => proxy.set({ silent: 'toClient' }),
    struck: ({ proxy }) => proxy.open > 0,
    holds: true,
  },
  {
    name: 'drip: 600 kB a second',
    begin: ({ proxy }) => proxy.set({ bytesPerSecond: 600_000 }),
    struck: ({ proxy }) => proxy.open > 0,
  },
  {
    name: 'delay: 5 ms each way',
    begin: ({ proxy }) => proxy.set({ delayMs: 5 }),
    struck: ({ proxy }) => proxy.open > 0,
  },
]

function answer(code: number): SmtpAnswer {
  return { code, words: 'As the trial wants it' }
}

interface Found {
  readonly letters: number
  readonly copies: number
  readonly moves: number
}

async function tryFault(
  ground: Ground,
  office: PostOffice,
  { fault, waitOut }: { readonly fault: SmtpFault; readonly waitOut: boolean },
): Promise<Found> {
  const { room, sink, proxy, desk } = office
  const before = sink.letters.length
  Object.assign(proxy.counts, { cut: 0, trapped: 0, reset: 0 })
  Object.assign(desk, { greeting: undefined, recipient: undefined, letter: undefined })
  Object.assign(desk, { left: 0, refusals: 0 })
  await fault.begin(office)
  const proposalId = await room.openVote()
  await room.accept(proposalId)
  if (fault.holds === true)
    await whileHeld(ground, office, {
      fault,
      proposalId,
      waitOut: waitOut && fault.endsByItself === true,
    })
  else await ground.until(`${fault.name}: struck`, () => fault.struck(office))
  const { moves, early } = await finishJobs(room, () => desk.tries)
  ground.check(early === 0, `${fault.name}: ${early} tries before the time that was set`)
  proxy.set()
  const arrived = sink.letters.slice(before)
  await checkLetters(ground, office, { fault, proposalId, arrived })
  const letters = room.learners.length - (fault.refuses === undefined ? 0 : 1)
  return { letters, copies: arrived.length - letters, moves }
}

// A line that is dead or silent holds up the letters, and nothing else.
async function whileHeld(
  ground: Ground,
  { room, proxy, ...office }: PostOffice,
  {
    fault,
    proposalId,
    waitOut,
  }: { readonly fault: SmtpFault; readonly proposalId: string; readonly waitOut: boolean },
): Promise<void> {
  await ground.until(`${fault.name}: struck`, () => fault.struck({ room, proxy, ...office }))
  await ground.until(
    `${fault.name}: private messages come although letters are held up`,
    async () => {
      const told = await jobsOf(room, proposalId, 'tell')
      return told.length === room.learners.length && told.every(({ state }) => state === 'done')
    },
  )
  const ready = await room.get('/readyz')
  ground.check(ready.ok, `${fault.name}: /readyz is ${ready.status} although only letters wait`)
  if (waitOut)
    await ground.until(
      `${fault.name}: the letter under way is given back`,
      async () => {
        const letters = await jobsOf(room, proposalId, 'letter')
        return letters.some(({ lastError, state }) => state === 'ready' && lastError !== null)
      },
      120_000,
    )
  proxy.set()
  await proxy.accept()
  if (!waitOut) proxy.reset()
}

async function checkLetters(
  ground: Ground,
  { room, desk }: PostOffice,
  {
    fault,
    proposalId,
    arrived,
  }: {
    readonly fault: SmtpFault
    readonly proposalId: string
    readonly arrived: readonly SunkLetter[]
  },
): Promise<void> {
  const { name, refuses } = fault
  const byRecipient = Map.groupBy(arrived, ({ to }) => to.join())
  const messageIds = new Set<string>()
  for (const number of room.learners.keys()) {
    const address = addressOf(number + 1)
    const ids = new Set((byRecipient.get(address) ?? []).map(messageIdOf))
    const owed = number + 1 === refuses ? 0 : 1
    ground.check(ids.size === owed, `${name}: ${address} got ${ids.size} different letters`)
    for (const id of ids) messageIds.add(id)
  }
  ground.check(
    messageIds.size === room.learners.length - (refuses === undefined ? 0 : 1),
    `${name}: two people got a letter with the same Message-ID`,
  )
  ground.check(
    arrived.every(({ to }) => to.length === 1),
    `${name}: a letter had several recipients`,
  )
  const dead = (await jobsOf(room, proposalId, 'letter')).filter(({ state }) => state !== 'done')
  if (refuses === undefined) {
    ground.check(dead.length === 0, `${name}: ${dead.length} letters are not done`)
    return
  }
  ground.check(
    dead.length === 1 && dead[0]?.state === 'dead' && dead[0].attempts === 1,
    `${name}: the letter that was refused is ${dead[0]?.state} after ${dead[0]?.attempts} tries`,
  )
  ground.check((dead[0]?.lastError ?? '') !== '', `${name}: no reason is kept`)
  ground.check(desk.refusals === 1, `${name}: it was tried ${desk.refusals} times`)
  const told = (await room.trainer.messages()).filter(
    ({ private: isPrivate, message }) =>
      isPrivate && message.text.includes(`could not be sent to L${refuses}`),
  )
  told.splice(0, toldBefore.get(room) ?? 0)
  toldBefore.set(room, (toldBefore.get(room) ?? 0) + told.length)
  ground.check(told.length === 1, `${name}: the trainer was told ${told.length} times`)
}

// One room lives through all the faults.
const toldBefore = new WeakMap<ClassRoom, number>()

async function jobsOf(
  { service }: ClassRoom,
  proposalId: string,
  queue: 'tell' | 'letter',
): Promise<readonly JobRow[]> {
  const { db } = service.store
  const { award, outbox } = db.t
  const awards = await db
    .select({ id: award.id })
    .from(award)
    .where(eq(award.proposalId, proposalId))
  const ids = new Set(awards.map(({ id }) => id))
  const jobs = await db.select().from(outbox).where(eq(outbox.queue, queue))
  return jobs.filter(({ payload }) => ids.has(payload['awardId'] ?? ''))
}

function messageIdOf({ raw }: SunkLetter): string {
  return /^message-id:\s*(<[^>]+>)/im.exec(raw)?.[1] ?? 'none'
}
