import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Ballot, castBallot } from '#src/app/cast-ballot.ts'
import { readConfig } from '#src/config.ts'
import { presets } from '#src/domain/rule.ts'
import { type Service, startService } from '#src/service.ts'
import { achievementsOf } from '#src/storage/achievements.ts'
import { awardsOfProposal, findAward } from '#src/storage/awards.ts'
import { roomByCode } from '#src/storage/workspaces.ts'
import { cast } from './cast.ts'
import { seeded } from './chance.ts'
import { aBallot, addGroupOf, entryId, openVotes } from './crowd.ts'
import { inFolder } from './engines.ts'
import { writeFile } from './mail.ts'
import {
  asBare,
  type Bare,
  collectGarbage,
  figure,
  repeat,
  type Report,
  type Size,
  startClock,
} from './measure.ts'

const sizes = { tiny: 5, quick: 300, full: 1000 } as const
const wantedSeconds = 3
const wantedMembers = 1000

/** A group award, from the last ballot to every document stored and every letter written in the folder. */
export async function measureAwards(size: Size, report: Report): Promise<void> {
  await inFolder(async (folder) => {
    const service = await startService(
      readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' }),
    )
    try {
      await measureOn(service, { folder, size, report })
    } finally {
      await service.stop()
    }
  })
}

async function measureOn(
  service: Service,
  {
    folder,
    size,
    report,
  }: { readonly folder: string; readonly size: Size; readonly report: Report },
): Promise<void> {
  const members = sizes[size]
  const bare = await bareAwards(join(folder, 'bare'), members)
  report(bare)
  const mailFolder = join(folder, 'mail')
  for (const run of ['the first of its badge', 'again']) {
    const last = await votedToTheLast(service, members)
    const before = await lettersIn(mailFolder)
    collectGarbage()
    const clock = startClock()
    await decide(service, last.ballot)
    const settledAfter = clock.seconds()
    const lastAward = await lastToSign(service, last)
    await until(() => isSigned(service, lastAward))
    const signedAfter = clock.seconds()
    await until(async () => (await lettersIn(mailFolder)) - before >= members)
    const pace = clock.pace(members)
    const seconds = clock.seconds()
    await service.outbox.idle()
    const toldAfter = clock.seconds()
    report(
      figure(`awards to a group of ${members}, ${run}`, pace, {
        cost: 'award',
        bare: [bare],
        // The aim is for the whole size: a smaller one must be faster in proportion.
        aim: {
          aim: `${wantedMembers} members in ${wantedSeconds} s`,
          met: seconds <= (wantedSeconds * members) / wantedMembers,
        },
        note: [
          `last ballot answered after ${inSeconds(settledAfter)}`,
          `documents stored after ${inSeconds(signedAfter)}`,
          `letters written after ${inSeconds(seconds)}`,
          `everybody told after ${inSeconds(toldAfter)}`,
        ].join(', '),
      }),
    )
  }
}

function inSeconds(seconds: number): string {
  return `${seconds.toFixed(2)} s`
}

/** A new group of the practice organisation whose vote lacks one ballot. */
async function votedToTheLast(service: Service, members: number): Promise<LastBallot> {
  const { app, store, links, outbox } = service
  const code = new URL(links.learner).pathname.split('/').at(-1) ?? ''
  const found = await roomByCode(store.db, code)
  if (!found) throw new Error('The first start makes a room.')
  const { workspaceId } = found.group
  const shipped = await achievementsOf(store.db, workspaceId)
  const achievementId = shipped.find(({ content }) => content.basedOn === entryId)?.id ?? ''
  const crowd = await addGroupOf(app, { workspaceId, achievementId }, { learners: members })
  const rule = { ...presets.majority, quorum: { num: 1, den: 1 } }
  const [proposalId = ''] = await openVotes(app, crowd, { count: 1, rule })
  const random = seeded(5)
  const [last, ...others] = crowd.learners.map(({ id: memberId }) =>
    aBallot({ workspaceId, proposalId, memberId }, random),
  )
  if (!last) throw new Error('Nobody is there to vote.')
  await cast(app, others, 64)
  await outbox.idle()
  return { ballot: last, workspaceId, proposalId }
}

interface LastBallot {
  readonly ballot: Ballot
  readonly workspaceId: string
  readonly proposalId: string
}

async function decide({ app }: Service, ballot: Ballot): Promise<void> {
  const outcome = await castBallot(app, ballot)
  if (!outcome.ok || outcome.value.status !== 'accepted')
    throw new Error(`The last ballot did not decide: ${JSON.stringify(outcome)}.`)
}

// Awards are signed in the order of their kind and id: once the last one is, all are. A look at all of them, often
// enough, would cost more than what is measured.
async function lastToSign(
  { store }: Service,
  { workspaceId, proposalId }: LastBallot,
): Promise<string> {
  const awards = await awardsOfProposal(store.db, workspaceId, proposalId)
  return awards.at(-1)?.id ?? ''
}

async function isSigned({ store }: Service, awardId: string): Promise<boolean> {
  return typeof (await findAward(store.db, awardId))?.credential === 'string'
}

async function lettersIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith('.eml')).length
}

/** Looks seldom enough to take little of the time it measures. */
const lookEveryMs = 30
const longestMs = 120_000

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + longestMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('The awards were not delivered in two minutes.')
    await wait(lookEveryMs)
  }
}

// Signing two hashes and writing a letter's bytes: the least that each award asks of the machine.
async function bareAwards(folder: string, count: number): Promise<Bare> {
  await mkdir(folder)
  const { privateKey } = generateKeyPairSync('ed25519')
  const hashes = Buffer.alloc(64, 7)
  const letter = Buffer.alloc(letterBytes, 'x')
  const pace = await repeat(
    async (index) => {
      sign(null, hashes, privateKey)
      await writeFile(folder, index, letter)
    },
    { count },
  )
  return asBare(`bare Ed25519 + ${letterBytes / 1000} kB written, synced and renamed`, pace)
}

/** About what a letter with its picture has. */
const letterBytes = 130_000
