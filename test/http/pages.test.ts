import t from 'tap'
import type { Form, Message } from '#src/chat/contract.ts'
import type { FailureView } from '#src/app/list-failures.ts'
import type { AwardView } from '#src/app/view-award.ts'
import { viewProposal } from '#src/app/view-proposal.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import { html } from '#src/html.ts'
import { achievementPage } from '#src/http/pages/achievement-page.ts'
import { awardPage } from '#src/http/pages/award-page.ts'
import { errorPage } from '#src/http/pages/error-page.ts'
import { groupPage } from '#src/http/pages/group-page.ts'
import { homePage } from '#src/http/pages/home-page.ts'
import { issuerPage } from '#src/http/pages/issuer-page.ts'
import { joinPage } from '#src/http/pages/join-page.ts'
import { recordPage } from '#src/http/pages/record-page.ts'
import { consolePage } from '#src/http/pages/console-page.ts'
import { messageView, replySection, roomPage } from '#src/http/pages/room-page.ts'
import { screenBoard, screenPage } from '#src/http/pages/screen-page.ts'
import { verifyPage } from '#src/http/pages/verify-page.ts'
import type { ShownMessage } from '#src/http/room-door.ts'
import { messageBody } from '#src/http/views/message-body.ts'
import type { AchievementContent } from '#src/storage/achievements.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import type { Language, MemberRow } from '#src/storage/members.ts'
import type { ProposalRow } from '#src/storage/proposals.ts'
import type { GroupRow, IssuerRow } from '#src/storage/workspaces.ts'
import { type AgreedChanges, anAgreed, openedAt } from '#test/kit/proposal-builders.ts'

const hostile = `<img src=x onerror="alert('1')">`
const attack = /<img src=x/
const baseUrl = 'https://badges.example'
const id = 'a'.repeat(22)

const aContext = (language: Language = 'fr', path = '/') => ({
  language,
  path,
  baseUrl,
  member: undefined,
  roomCode: undefined,
  now: openedAt,
})

const group: GroupRow = {
  workspaceId: 'w',
  id: 'g'.repeat(22),
  name: `Été ${hostile}`,
  channel: 'room:7Q4-KX2',
  createdAt: openedAt,
}
const issuer: IssuerRow = {
  workspaceId: 'w',
  id: 'i'.repeat(22),
  name: `Déclic ${hostile}`,
  url: 'https://declic.example',
  email: 'a@declic.example',
  description: hostile,
}
const member: MemberRow = {
  workspaceId: 'w',
  id: 'm',
  name: `Ana ${hostile}`,
  email: null,
  language: 'fr',
  role: 'learner',
  joinedAt: openedAt,
}
const content: AchievementContent = {
  name: { fr: `Équipe ${hostile}`, en: `Team ${hostile}` },
  definition: { fr: hostile, en: hostile },
  criteria: [{ id: 'c1', fr: `Aide ${hostile}`, en: `Helps ${hostile}`, required: true }],
  kind: 'both',
  basedOn: null,
}

function aRow(
  changes: Partial<Omit<ProposalRow, 'agreed'>> = {},
  agreed: AgreedChanges = {},
): ProposalRow {
  const whole = anAgreed({ criteria: content.criteria, ...agreed })
  return {
    workspaceId: 'w',
    id: 'p'.repeat(22),
    groupId: group.id,
    proposedBy: 'paul',
    agreed: whole,
    agreedHash: '9f86d081884c7d65',
    achievement: content,
    grounds: {
      reason: `Raison ${hostile}`,
      evidenceText: 'Photo',
      evidenceUrl: 'https://e.example/',
    },
    status: 'open',
    tally: { cast: 5, criteria: [{ met: 4, notYet: 1, abstain: 0 }] },
    closesAt: whole.deadline,
    settledAt: null,
    settledBy: null,
    settledReason: null,
    mintedAt: null,
    cardRef: null,
    ...changes,
  }
}

const accepted = { status: 'accepted', settledAt: openedAt, settledBy: 'ballots' } as const

function anAwardView(changes: Partial<AwardView> = {}, award: Partial<AwardRow> = {}): AwardView {
  return {
    award: {
      workspaceId: 'w',
      id,
      proposalId: 'p',
      achievementId: id,
      kind: 'person',
      recipient: 'm',
      subjectId: 'urn:uuid:1',
      salt: 's',
      issuedAt: openedAt,
      validUntil: null,
      statusList: null,
      statusIndex: null,
      credential: '{}',
      assertion: '{}',
      pictureId: 'x',
      named: false,
      declinedAt: null,
      revokedAt: null,
      revokedReason: null,
      ...award,
    },
    state: 'valid',
    practice: false,
    achievementId: id,
    achievement: content,
    issuer,
    group,
    recipientName: undefined,
    proposal: viewProposal(aRow(accepted)),
    evidenceKept: new Set(),
    groupAwardId: undefined,
    namedMembers: [],
    membersAwarded: 1,
    ...changes,
  }
}

const aReport = (changes: Partial<BadgeReport> = {}): BadgeReport => ({
  valid: true,
  verdict: 'valid',
  practice: false,
  format: 'ob3',
  found: { name: hostile, issuer: hostile, issuedAt: hostile, id: 'javascript:alert(1)' },
  checks: [
    { check: 'readable', result: 'passed', reason: 'read' },
    { check: 'signature', format: 'ob3', result: 'passed', reason: 'signature-holds' },
    { check: 'status', format: 'ob3', result: 'passed', reason: 'stands', facts: {} },
  ],
  ...changes,
})

const aMessage = (message: Message, ref: ShownMessage['ref'] = 'room:1'): ShownMessage => ({
  ref,
  private: false,
  message,
  postedAt: openedAt,
  changedAt: openedAt,
})

const card: Message = {
  text: `Un vote ${hostile}`,
  parts: [
    { kind: 'heading', text: `Badge ${hostile}` },
    { kind: 'image', url: `${baseUrl}/achievements/x.png`, alternative: hostile },
    { kind: 'list', items: [hostile] },
    { kind: 'progress', value: 5, max: 9, mark: 5, label: '5 sur 9' },
    {
      kind: 'facts',
      facts: [
        [hostile, hostile],
        ['Clôture', { at: openedAt }],
      ],
    },
  ],
  buttons: [{ label: 'Voter', action: 'vote:x', look: 'primary' }],
}

const ballot: Form = {
  name: 'ballot:x',
  title: 'Votre vote',
  intro: hostile,
  submit: 'Voter',
  fields: [
    {
      name: 'c1',
      label: `Aide ${hostile}`,
      kind: 'options',
      required: true,
      choices: [
        { value: 'met', label: 'Acquis' },
        { value: 'not-yet', label: 'Pas encore' },
      ],
    },
    { name: 'c1-words', label: 'Un mot', kind: 'text', hint: hostile },
    {
      name: 'badge',
      label: 'Badge',
      kind: 'choice',
      choices: [{ value: hostile, label: hostile, under: hostile }],
    },
    {
      name: 'support',
      label: hostile,
      kind: 'choices',
      hint: hostile,
      value: 'sign',
      choices: [{ value: 'sign', label: hostile }],
    },
    { name: 'support-words', label: 'Un mot', kind: 'text', value: hostile },
    { name: 'people', label: 'Qui', kind: 'people', choices: [{ value: 'm1', label: hostile }] },
    { name: 'proof', label: 'Preuve', kind: 'file' },
    { name: 'link', label: 'Lien', kind: 'line', advanced: true, value: hostile },
  ],
}

/** Markup on one line: how it is broken over lines says nothing. */
function flat(markup: { toString(): string }): string {
  return markup
    .toString()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?\/?>/g, '>')
}

let ids = 0
const forms = { code: '7Q4-KX2', newId: () => `id-${(ids += 1)}` }
const room = { ...forms, group, member, trainer: true, owed: 1, messages: [aMessage(card)] }
const person = viewProposal(aRow())
const recordOf = (row: ProposalRow) => ({
  proposal: viewProposal(row),
  group,
  issuer,
  groupAwardId: undefined,
  badgesMade: 0,
})

const aFailure = (changes: Partial<FailureView>): FailureView => ({
  id,
  workspaceId: 'w',
  queue: 'letter',
  state: 'given-up',
  nextAt: undefined,
  attempts: 3,
  to: { name: hostile, maskedEmail: undefined },
  achievement: { name: { fr: hostile, en: hostile } },
  reason: { cause: 'mail-refused', reply: 550 },
  detail: hostile,
  ...changes,
})

/** Every page, with hostile text wherever somebody may write. */
function everyPage(language: Language): Record<string, string> {
  const context = aContext(language)
  return {
    home: homePage(context, { problem: hostile, code: hostile }),
    join: joinPage(context, {
      code: '7Q4-KX2',
      group,
      issuer,
      trainerKey: hostile,
      values: { name: hostile, email: hostile },
      problem: hostile,
      field: 'name',
    }),
    room: roomPage(context, { ...room, failures: 2 }),
    console: consolePage(context, {
      retried: 1,
      failures: {
        all: 300,
        shown: [
          aFailure({ state: 'given-up' }),
          aFailure({ state: 'waiting', nextAt: openedAt }),
          aFailure({ state: 'under-way', queue: hostile, to: undefined }),
        ],
      },
    }),
    'room with a form': roomPage(context, {
      ...room,
      reply: {
        kind: 'form',
        form: ballot,
        problem: hostile,
        field: 'c1',
        values: { link: hostile },
      },
    }),
    'room with an answer': roomPage(context, {
      ...room,
      reply: { kind: 'message', message: { text: hostile }, refused: 'own-award' },
    }),
    award: awardPage(context, anAwardView({ recipientName: hostile }), {
      mine: { key: 'k' },
      verifiedAt: openedAt,
      report: aReport(),
      supports: [{ id, name: hostile, words: hostile }],
    }),
    'award past its term': awardPage(context, anAwardView({}, { validUntil: openedAt }), {
      verifiedAt: openedAt,
    }),
    'revoked award': awardPage(
      context,
      anAwardView({ state: 'revoked' }, { revokedAt: openedAt, revokedReason: hostile }),
      { verifiedAt: openedAt },
    ),
    'award of a group': awardPage(
      context,
      anAwardView({ namedMembers: [{ awardId: id, name: hostile }] }, { kind: 'group' }),
      { verifiedAt: openedAt },
    ),
    achievement: achievementPage(
      context,
      {
        achievement: { workspaceId: 'w', id, version: 1, content, pictureId: null, createdAt: 0 },
        issuer,
      },
      { mayChange: true, problem: { detail: hostile, field: 'picture' } },
    ),
    issuer: issuerPage(context, {
      issuer,
      did: hostile,
      practice: true,
      keys: [],
      achievements: [{ workspaceId: 'w', id, version: 1, content, pictureId: null, createdAt: 0 }],
    }),
    group: groupPage(context, { group, issuer }),
    record: recordPage(context, recordOf(aRow({ ...accepted, settledReason: hostile }))),
    verify: verifyPage(context, {
      report: aReport(),
      problem: hostile,
      email: hostile,
      url: hostile,
    }),
    screen: screenPage(context, { proposal: person, group, roomCode: '7Q4-KX2' }),
    error: errorPage(context, { status: 500, reference: hostile, title: hostile, detail: hostile }),
  }
}

t.test('text is escaped unless our own code drew it', async (t) => {
  t.equal(
    html`<p title="${'"'}">${'<&>'}${[1, html`<b></b>`]}${null}${false}</p>`.toString(),
    '<p title="&quot;">&lt;&amp;&gt;1<b></b></p>',
  )
  t.equal(html`${'a\u0000b\u001Bc\nd'}`.toString(), 'abc\nd', 'control characters do not show')
})

for (const language of ['fr', 'en'] as const) {
  for (const [name, page] of Object.entries(everyPage(language))) {
    t.test(
      `${name} (${language}): hostile text is shown, not run; nothing is inline`,
      async (t) => {
        t.notMatch(page, attack)
        t.match(page, '&lt;img src=x')
        t.match(page, `<html lang="${language}">`)
        t.notMatch(
          page,
          /<style|<script(?! type="module" src="\/assets\/app\.js")|\sstyle=|\son[a-z]+="/,
        )
        t.notMatch(page, /href="javascript:/)
        t.notMatch(page, /\bundefined\b|\[object|NaN/)
        t.equal(page.match(/<h1/g)?.length, 1, 'one main heading')
        t.equal(
          new Set(page.match(/ id="[^"]*"/g)).size,
          page.match(/ id="[^"]*"/g)?.length,
          'ids are unique',
        )
        t.notMatch(
          page,
          / [:;?!»](?=[\s<])(?![^<]*>)/,
          'no ordinary space before French punctuation',
        )
      },
    )
  }
}

t.test('the link to the other language keeps the page and names its language', async (t) => {
  const page = flat(homePage(aContext('fr', '/verify?u=x&lang=fr')))
  t.match(page, '<a href="/verify?u=x&amp;lang=en" lang="en" hreflang="en">')
  t.match(page, `<link rel="alternate" hreflang="en" href="${baseUrl}/verify?u=x&amp;lang=en"`)
})

t.test('a vote is a card that asks for a ballot by an ordinary form', async (t) => {
  const view = flat(messageView(aContext(), { ...forms, message: aMessage(card, 'room:42') }))
  t.match(view, /<article id="m-room:42"/)
  t.match(view, 'data-running')
  t.match(view, /<form[^>]*action="\/rooms\/7Q4-KX2\/interactions#reply"/)
  t.match(view, '<input type="hidden" name="kind" value="press">')
  t.match(view, '<input type="hidden" name="action" value="vote:x"')
  t.match(view, '<input type="hidden" name="message" value="room:42"')
  t.match(
    view,
    /src="\/achievements\/x\.png"/,
    'our own pictures are asked for under the name in use',
  )
})

t.test('a vote that is over keeps its outcome in sight and folds the rest away', async (t) => {
  const over = { ...card, buttons: [{ label: 'Procès-verbal', url: `${baseUrl}/records/x` }] }
  const view = flat(messageView(aContext(), { ...forms, message: aMessage(over) }))
  t.notMatch(view, 'data-running')
  t.match(view, /<details>[\s\S]*<dl class="facts">[\s\S]*<\/details>/)
  t.match(view, 'href="/records/x"')
})

t.test('a button leads to the web or to our own pages only', async (t) => {
  const message = { text: 'x', buttons: [{ label: 'Piège', url: 'javascript:alert(1)' }] }
  t.notMatch(messageBody(aContext(), { ...forms, message, headingId: 'h' }).toString(), 'Piège')
})

t.test('a ballot puts the words inside the criterion that they are about', async (t) => {
  const view = flat(
    replySection(aContext(), {
      ...forms,
      reply: { kind: 'form', form: ballot },
    }),
  )
  const fieldset = /<fieldset[\s\S]*?<\/fieldset>/.exec(view)?.[0] ?? ''
  t.match(fieldset, 'name="field.c1" value="not-yet"')
  t.match(fieldset, 'name="field.c1-words"')
  t.match(view, 'enctype="multipart/form-data"')
  t.match(view, /<details class="advanced">[\s\S]*field\.link/)
  t.match(view, 'data-fresh-id="id-')
})

t.test(
  'what is wrong stands above the form with a link to the field, and nothing typed is lost',
  async (t) => {
    const reply = {
      kind: 'form',
      form: ballot,
      problem: 'Il manque une réponse.',
      field: 'c1',
    } as const
    const view = flat(
      replySection(aContext(), {
        ...forms,
        reply: { ...reply, values: { c1: 'not-yet', link: 'https://e.example' } },
      }),
    )
    t.match(view, 'role="alert"')
    t.match(view, 'href="#field-c1"')
    t.match(view, /value="not-yet" checked/)
    t.match(view, 'value="https://e.example"')
  },
)

t.test('the room says who sees a private message', async (t) => {
  const message = { ...aMessage({ text: 'Bulletin enregistré.' }), private: true }
  t.match(messageView(aContext(), { ...forms, message }).toString(), 'Visible par vous uniquement')
  t.match(messageView(aContext('en'), { ...forms, message }).toString(), 'Only you see this')
})

t.test('only trainers are offered to propose a badge', async (t) => {
  t.match(roomPage(aContext(), room), '/badge propose')
  t.notMatch(roomPage(aContext(), { ...room, trainer: false }), '/badge propose')
})

t.test('sums are withheld while a vote runs, and for good when few could vote', async (t) => {
  const open = recordPage(aContext(), recordOf(aRow()))
  t.notMatch(open, '4 acquis')
  t.match(open, 'reste caché tant que le vote est en cours')
  const small = recordPage(aContext(), recordOf(aRow(accepted, { rollSize: 4 })))
  t.notMatch(small, '4 acquis')
  t.match(small, 'moins de cinq votants')
  const shown = recordPage(aContext(), recordOf(aRow(accepted)))
  t.match(shown, '4 acquis, 1 pas encore, 0 sans avis')
  t.notMatch(
    screenBoard(aContext(), { proposal: person, group, roomCode: undefined }).toString(),
    'acquis',
  )
})

t.test(
  'the record tells the rule in words, the dates and what was agreed, never what the trainer wrote',
  async (t) => {
    const page = recordPage(aContext('en'), recordOf(aRow(accepted)))
    t.match(page, 'Accepted if at least 5 people out of 9 vote')
    t.match(page, '9f86d081884c7d65')
    t.match(page, /5 ballots, reached/)
    t.notMatch(page, 'Raison')
  },
)

t.test('evidence that is gone is named, and leads nowhere', async (t) => {
  const files = ['here', 'gone'].map((id) => ({ id, name: `${id}.png`, type: 'image/png' }))
  const row = aRow({ ...accepted, grounds: { reason: 'Vu.', evidenceFiles: files } })
  const view = anAwardView({ proposal: viewProposal(row), evidenceKept: new Set(['here']) })
  const page = awardPage(aContext(), view, { verifiedAt: openedAt, mine: { key: 'k2' } })
  t.match(page, '<a href="/evidence/here">here.png</a>')
  t.match(page, 'gone.png')
  t.notMatch(page, '/evidence/gone')
})

t.test(
  'an award hides the name and why it was proposed from everybody but its recipient',
  async (t) => {
    const reading = { verifiedAt: openedAt, report: aReport() }
    const page = awardPage(aContext(), anAwardView(), reading)
    t.match(page, 'une personne du groupe')
    t.match(page, 'Badge valide')
    t.notMatch(page, 'Raison')
    t.notMatch(page, '/wish')
    const own = { ...reading, mine: { key: 'k2' } }
    const mine = flat(awardPage(aContext(), anAwardView({ recipientName: 'Ana' }), own))
    t.match(mine, 'Raison')
    t.match(mine, `action="/awards/${id}/wish"`)
    t.match(mine, 'name="key" value="k2"')
    t.match(mine, 'name="wish" value="show-name"')
    t.match(mine, 'name="wish" value="decline"')
  },
)

t.test('an award can be kept and shared while it stands', async (t) => {
  const page = awardPage(aContext(), anAwardView(), { verifiedAt: openedAt })
  t.match(page, `href="/awards/${id}.png"`)
  t.match(page, `href="/awards/${id}.json"`)
  t.match(page, `href="/awards/${id}.ob2.json"`)
  t.match(page, `certId=${id}`)
  t.match(page, 'issueMonth=1')
  for (const state of ['revoked', 'declined', 'being-made'] as const) {
    const gone = awardPage(aContext(), anAwardView({ state }), { verifiedAt: openedAt })
    t.notMatch(gone, 'linkedin', state)
    t.notMatch(gone, 'Badge valide', state)
  }
})

t.test('a practice badge is never shown as valid, nor one whose check failed', async (t) => {
  const practice = { verifiedAt: openedAt, report: aReport({ practice: true }) }
  const page = awardPage(aContext(), anAwardView({ practice: true }), practice)
  t.match(page, 'Badge d’entraînement')
  t.notMatch(page, 'Badge valide')
  t.match(verifyPage(aContext(), { report: aReport({ practice: true }) }), 'state-practice')
  const failed = aReport({
    verdict: 'not-valid',
    valid: false,
    checks: [{ check: 'signature', result: 'failed', reason: 'signature-broken' }],
  })
  t.match(
    awardPage(aContext(), anAwardView(), { verifiedAt: openedAt, report: failed }),
    'À vérifier',
  )
  t.match(verifyPage(aContext(), { report: failed }), 'Ce badge n’est pas valide.')
})

t.test('a badge that nobody can vouch for is neither valid nor invalid', async (t) => {
  const page = verifyPage(aContext(), { report: aReport({ valid: false, verdict: 'not-checked' }) })
  t.match(page, 'Nous ne pouvons pas confirmer ce badge.')
  t.notMatch(page, 'state-good')
})

t.test(
  'the screen shows the turnout, the code of the room and, at the end, the verdict',
  async (t) => {
    const page = screenPage(aContext(), { proposal: person, group, roomCode: '7Q4-KX2' })
    t.match(page, '5 / 9')
    t.match(page, '7Q4-KX2')
    t.match(page, '<noscript><meta http-equiv="refresh" content="5"')
    const ended = screenPage(aContext(), {
      proposal: viewProposal(aRow(accepted)),
      group,
      roomCode: undefined,
    })
    t.match(ended, 'Badge gagné')
    t.notMatch(ended, 'http-equiv="refresh"')
  },
)

t.test('a badge says what comes close to it, with the credits asked for', async (t) => {
  const achievement = {
    workspaceId: 'w',
    id,
    version: 1,
    pictureId: null,
    createdAt: 0,
    content: { ...content, basedOn: 'num.recherche-web' },
  }
  const page = achievementPage(aContext(), { achievement, issuer }, { mayChange: false })
  t.match(page, 'CléA')
  t.match(page, 'n’est pas le certificat CléA')
  t.match(page, '© European Union')
  t.notMatch(page, 'type="file"')
})
