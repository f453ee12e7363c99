import t from 'tap'
import { isPractice } from '#src/credentials/award-facts.ts'
import { readBaked } from '#src/credentials/bake-png.ts'
import { aService, propose, textOf, until, voteAll } from '#test/kit/service.ts'
import type { Visitor } from '../../scripts/visitor.ts'

t.test('a badge for a person, from the proposal to the letter', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana', { email: 'Ana@Example.org' })
  const voters = await learners(service, ['Bilal', 'Chloé', 'Dawit', 'Élise', 'Farid'])

  const id = await propose(paul, { people: ana.id, link: 'https://example.org/photo' })
  const [bilal, chloe, dawit] = voters

  await t.test('the card says for whom, why, and what is missing', async (t) => {
    const card = (await paul.messages()).find(({ message }) =>
      message.buttons?.some(({ action }) => action === `vote:${id}`),
    )
    t.match(card?.message.text, /Badge “Listening to and understanding an instruction” for Ana\?/)
    t.match(card?.message.text, /3 more votes to reach the quorum/)
  })

  await t.test('nobody votes for himself or herself', async (t) => {
    t.match(await ana.press(`vote:${id}`), { refused: 'own-award' })
    const forced = await ana.submit(`ballot:${id}`, { c1: 'met', c2: 'met', c3: 'met' })
    t.match(forced, { refused: 'own-award' })
  })

  await t.test('a ballot with an answer missing comes back filled in', async (t) => {
    const reply = await bilal.submit(`ballot:${id}`, {
      c1: 'met',
      'c1-words': 'I saw it',
      c2: 'met',
    })
    t.equal(reply.refused, 'ballot-incomplete')
    const given = reply.form?.fields.map(({ name, value }) => [name, value])
    t.match(given?.slice(0, 4), [
      ['c1', 'met'],
      ['c1-words', 'I saw it'],
      ['c2', 'met'],
    ])
  })

  await t.test('a vote may be changed, and counts once', async (t) => {
    t.match(textOf(await voteAll(bilal, id, 'not-yet')), /Vote counted.*a word on what is missing/)
    t.match(textOf(await voteAll(bilal, id, 'met')), /Vote changed/)
    t.match(textOf(await voteAll(bilal, id, 'met')), /Vote confirmed.*1 person has voted out of 5/)
    const { form } = await bilal.press(`vote:${id}`)
    t.equal(form?.fields[0]?.value, 'met')
  })

  await voteAll(chloe, id, 'not-yet')
  const last = textOf(await voteAll(dawit, id, 'met'))
  t.match(last, /The vote is closed: the badge is accepted/)
  await service.outbox.idle()

  await t.test('the badge comes by private message, to its recipient alone', async (t) => {
    const own = (await ana.messages()).find(({ message }) => message.files)
    t.match(own, { private: true, message: { text: /You have received the badge/ } })
    t.notOk((await bilal.messages()).some(({ message }) => message.files))
  })

  await t.test('and by a letter with the same picture', async (t) => {
    const [letter, ...others] = await service.letters()
    t.equal(others.length, 0)
    t.match(letter, { to: { text: /ana@example\.org/ }, subject: /Your badge “Listening/ })
    t.match(letter?.text, /Hello Ana,/)
    t.match(String(letter?.html), /cid:badge@cordee|data:image\/png/)
    const [picture] = letter?.attachments ?? []
    const url = (await ana.messages()).flatMap(({ message: { files = [] } }) => files)[0]?.url ?? ''
    const served = await (await fetch(url)).bytes()
    t.same(picture?.content, Buffer.from(served))
  })

  await t.test(
    'both documents are in it, tied to the record, without a name or an address',
    async (t) => {
      const url =
        (await ana.messages()).flatMap(({ message: { files = [] } }) => files)[0]?.url ?? ''
      const { openbadges = '', openbadgecredential = '' } = readBaked(
        await (await fetch(url)).bytes(),
      )
      const credential = JSON.parse(openbadgecredential)
      const assertion = JSON.parse(openbadges)
      t.ok(isPractice(credential.issuer.id))
      t.match(credential.proof, [
        { cryptosuite: 'eddsa-rdfc-2022', proofPurpose: 'assertionMethod' },
      ])
      t.match(assertion.recipient, {
        type: 'email',
        hashed: true,
        identity: /^sha256\$[0-9a-f]{64}$/,
      })
      const record = `${service.app.baseUrl}/records/${id}`
      t.ok(credential.evidence.some((one: { id: string }) => one.id === record))
      t.notMatch(openbadgecredential + openbadges, /Ana|example\.org|Bilal/i)
    },
  )

  await t.test('late ballots change nothing', async (t) => {
    const late = await voteAll(voters[3], id, 'met')
    t.match(late, { refused: 'proposal-closed' })
    const [, , , , farid] = voters
    const forced = await farid.submit(`ballot:${id}`, { c1: 'met', c2: 'met', c3: 'met' })
    t.match(forced, { refused: 'proposal-closed' })
    t.match(await record(service.app.baseUrl, id), { cast: 3, verdict: 'accepted', badgesMade: 1 })
  })
})

t.test('a badge for the group and each of its members', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const voters = await learners(service, ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Élise'])
  const id = await propose(paul, { achievement: 'col.production-collective', for: 'group' })
  for (const voter of voters.slice(0, 3)) await voteAll(voter, id, 'met')
  await service.outbox.idle()

  const { groupAward, badgesMade } = await record(service.app.baseUrl, id)
  t.equal(badgesMade, 6)
  t.equal((await service.letters()).length, 5)

  await t.test('the two kinds are linked, and the group’s names nobody', async (t) => {
    const group = await json(`${groupAward}.json`)
    t.match(group.credentialSubject.identifier, [{ hashed: false, identityType: 'ext:groupName' }])
    t.notMatch(JSON.stringify(group), /Ana|Bilal|example\.org/)
    const own = await ownAward(voters[0])
    const member = await json(`${own}.json`)
    t.ok(
      member.evidence.some(
        (one: { genre?: string; id: string }) =>
          one.genre === 'GroupCredential' && one.id === `${groupAward}.json`,
      ),
    )
  })

  await t.test('who joins later gets nothing by it, and does not vote', async (t) => {
    const late = await service.join('Farid')
    t.match(await late.press(`vote:${id}`), { refused: 'not-on-roll' })
    t.notOk((await late.messages()).some(({ message }) => message.files))
  })
})

t.test('the commands', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const [ana, bilal, chloe, dawit] = await learners(service, [
    'Ana',
    'Bilal',
    'Chloé',
    'Dawit',
    'Élise',
  ])

  await t.test('help, list, show and an unknown word', async (t) => {
    t.match(textOf(await ana.command('/badge')), /\/badge vote/)
    t.match(textOf(await paul.command('/badge aide')), /\/badge propose/)
    t.match(textOf(await ana.command('/badge list')), /^109 badges/)
    t.match(textOf(await ana.command('/badge list spirit')), /Team spirit/i)
    t.match(textOf(await ana.command('/badge show team spirit')), /Team spirit/i)
    t.match(await ana.command('/badge dance'), { refused: 'unknown-command' })
    t.match(await ana.command('/badge list zzz'), { refused: 'nothing-found' })
  })

  await t.test('only trainers propose, withdraw and revoke', async (t) => {
    for (const command of ['propose', 'withdraw', 'revoke', 'révoquer'])
      t.match(await ana.command(`/badge ${command}`), { refused: 'trainers-only' }, command)
    const tried = await ana.submit('propose', {
      achievement: 'equ.esprit-equipe',
      people: bilal.id,
      reason: 'x',
    })
    t.match(tried, { refused: 'trainers-only' })
  })

  await t.test(
    'vote opens the ballot that is owed; status and mine tell where things are',
    async (t) => {
      t.match(textOf(await ana.command('/badge vote')), /up to date/)
      const id = await propose(paul, { people: ana.id })
      t.match(await bilal.command('/badge voter'), { form: { name: `ballot:${id}` } })
      t.match(
        textOf(await bilal.command('/badge status')),
        /1 vote under way[^]*for Ana[^]*Your vote is awaited/,
      )
      t.match(textOf(await ana.command('/badge mine')), /no badge here yet/)
      for (const voter of [bilal, chloe]) await voteAll(voter, id, 'met')
      await service.outbox.idle()
      t.match(textOf(await ana.command('/badge mes-badges')), /You have 1 badge/)
      t.match(textOf(await bilal.command('/badge status')), /No vote under way[^]*Accepted/)
    },
  )

  await t.test('a proposal is withdrawn for a reason, and its votes stop', async (t) => {
    const id = await propose(paul, { people: bilal.id })
    const { form } = await paul.command('/badge withdraw')
    t.match(form?.name, 'end')
    const empty = await paul.submit('end', { what: `withdraw:${id}`, reason: ' \u200B\uFEFF' })
    t.match(empty, { refused: 'reason-missing', form: { name: 'end' } })
    t.match(
      textOf(await paul.submit('end', { what: `withdraw:${id}`, reason: 'Wrong badge.' })),
      /withdrawn/,
    )
    t.match(await voteAll(chloe, id, 'met'), { refused: 'proposal-closed' })
    t.match(await record(service.app.baseUrl, id), { verdict: 'withdrawn', badgesMade: 0 })
  })

  await t.test(
    'a badge is revoked for a reason, everywhere at once, and its owner told',
    async (t) => {
      const url = await ownAward(ana)
      const awardId = url.slice(-22)
      const chosen = async (command: string) => {
        const { form } = await paul.command(command)
        return form?.fields.find(({ name }) => name === 'what')?.value
      }
      const unsaid = await paul.submit('revoke', { what: '', reason: 'By mistake.' })
      t.match(unsaid, { refused: 'choose-one', form: { name: 'revoke' }, problem: /list/ })
      t.equal(unsaid.form?.fields.find(({ name }) => name === 'reason')?.value, 'By mistake.')
      t.equal(await chosen('/badge revoke'), undefined, 'no badge is chosen before anybody chose')
      t.equal(await chosen(`/badge revoke ${awardId}`), `revoke:${awardId}`)
      const reply = await paul.submit('revoke', {
        what: `revoke:${awardId}`,
        reason: 'Awarded by mistake.',
      })
      t.match(textOf(reply), /withdrawn/)
      await service.outbox.idle()
      const hosted = await fetch(`${url}.ob2.json`)
      t.equal(hosted.status, 410)
      t.match(await hosted.json(), { revoked: true, revocationReason: 'Awarded by mistake.' })
      t.ok(
        (await ana.messages()).some(({ message }) => /was withdrawn.*mistake/.test(message.text)),
      )
      t.equal((await fetch(`${url}.png`)).status, 200)
      t.notMatch(dawit.id, ana.id)
    },
  )
})

t.test('the same interaction twice has one effect and one answer', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const [ana, bilal] = await learners(service, ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Élise'])
  const id = await propose(paul, { people: ana.id })
  const ballot = { c1: 'met', c2: 'met', c3: 'met' }
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => bilal.submit(`ballot:${id}`, ballot, 'one-click')),
  )
  t.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1)
  t.match(textOf(answers[0] ?? {}), /Vote counted/)
  t.match(await record(service.app.baseUrl, id), { cast: 1 })
  const again = await paul.submit(
    'propose',
    { achievement: 'equ.esprit-equipe', people: bilal.id, reason: 'x' },
    'p1',
  )
  t.same(
    await paul.submit(
      'propose',
      { achievement: 'equ.esprit-equipe', people: bilal.id, reason: 'x' },
      'p1',
    ),
    again,
  )
})

t.test('an id used again for something else is something else', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const [ana, bilal] = await learners(service, ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Élise'])
  const id = await propose(paul, { people: ana.id })
  const one = { c1: 'met', c2: 'met', c3: 'met' }
  const other = { c1: 'not-yet', c2: 'met', c3: 'met' }
  t.match(textOf(await bilal.submit(`ballot:${id}`, one, 'form-1')), /Vote counted/)
  // The browser's Back, another answer, and the form's old id.
  t.match(textOf(await bilal.submit(`ballot:${id}`, other, 'form-1')), /Vote changed/)
  const { form } = await bilal.press(`vote:${id}`)
  t.equal(form?.fields[0]?.value, 'not-yet')
  const end = { what: `withdraw:${id}`, reason: 'Wrong badge.' }
  t.match(textOf(await paul.submit('end', end, 'form-1')), /withdrawn/)
  t.match(await record(service.app.baseUrl, id), { verdict: 'withdrawn' })
})

t.test('a running vote is neither decided nor vetoed', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const [ana] = await learners(service, ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Élise'])
  const id = await propose(paul, { people: ana.id })
  for (const ending of ['accept', 'decline', 'veto'])
    t.match(await paul.submit('end', { what: `${ending}:${id}`, reason: 'Now.' }), {
      refused: 'still-open',
    })
})

type Five = readonly [Visitor, Visitor, Visitor, Visitor, Visitor]

async function learners(
  service: Awaited<ReturnType<typeof aService>>,
  [a, b, c, d, e]: readonly [string, string, string, string, string],
): Promise<Five> {
  const join = (name: string) =>
    service.join(name, {
      email: `${name.normalize('NFD').replaceAll(/\P{ASCII}/gu, '')}@example.org`,
    })
  return [await join(a), await join(b), await join(c), await join(d), await join(e)]
}

async function ownAward(visitor: Visitor): Promise<string> {
  return until(async () => {
    const files = (await visitor.messages()).flatMap(({ message }) => message.files ?? [])
    return files[0]?.url?.replace(/\.png$/, '')
  })
}

function record(baseUrl: string, id: string) {
  return json(`${baseUrl}/records/${id}.json`)
}

async function json(url: string) {
  const response = await fetch(url)
  return JSON.parse(await response.text())
}
