import { pluralIn } from '../plural.ts'
import type { letters as reference } from '../fr/letters.ts'

const plural = pluralIn('en')

export const letters: typeof reference = {
  sender: 'Cordée',
  subject: (badge) => `Your badge “${badge}”`,
  hello: (name) => `Hello ${name},`,
  received: (badge) => `Well done, you have received the badge “${badge}”.`,
  groupReceived: (badge) => `Well done, your group has received the badge “${badge}”.`,
  how: ({ cast, roll, group }) =>
    `${plural(cast, { one: '# person', other: '# people' })} out of ${roll} in the group “${group}” voted, criterion by criterion.`,
  criteria: 'What the group validated',
  awardedBy: (issuer) => `Awarded by ${issuer}`,
  awardedOn: (day) => `on ${day}`,
  validUntil: (day) => `It is valid until ${day}.`,
  open: 'Open my badge',
  record: 'Read the record of the vote',
  verify: 'Verify the badge',
  practice:
    'This is a practice badge: it shows how things work, but nobody vouches for its signature.',
  whatNext: 'What do I do with my badge?',
  steps: [
    'Keep the attached picture as it is: the signed badge is inside. A screenshot is not enough.',
    'Open the badge’s page: you choose whether it shows your name.',
    'Add the link to your CV, an e-mail or your profile.',
    'Put the picture in a badge wallet, such as Open Badge Passport.',
    'An employer can check the badge alone, free of charge and without an account.',
  ],
  private:
    'The link “Open my badge” is yours: it can show or hide your name. Do not publish it; share the address shown on the page instead.',
  why: (group) =>
    `You receive this letter because this is your address in the group “${group}”: you gave it, or the group’s chat did. Nobody else received it.`,
  revocation: {
    subject: (badge) => `Your badge “${badge}” was withdrawn`,
    taken: (badge, issuer) => `${issuer} has withdrawn your badge “${badge}”.`,
    groupTaken: (badge, issuer) => `${issuer} has withdrawn your group’s badge “${badge}”.`,
    given: (day) => `It was awarded on ${day}.`,
    reason: 'The reason given',
    whatItMeans: 'What this changes',
    means: [
      'Whoever checks this badge will read that it was withdrawn, and why.',
      'If you put it in a CV or on a profile, it is better to remove it.',
      'Your other badges do not change. Nor does what you can do.',
      'The badge can be proposed for you again, and the group will vote.',
    ],
    groupMeans: [
      'Whoever checks this badge will read that it was withdrawn, and why.',
      'If you put it in a CV or on a profile, it is better to remove it.',
      'Your other badges do not change. Nor does what you can do.',
      'The badge can be proposed for the group again, which will vote.',
    ],
    whomToAsk: 'Whom to ask',
    ask: ({ group, issuer, email }) =>
      `Something is unclear, or you do not agree? Talk to the trainer of the group “${group}”, or write to ${issuer}: ${email}.`,
    open: 'Open the badge’s page',
  },
  code: {
    subject: 'Your code to receive your badges',
    hello: 'Hello,',
    here: 'Here is the code that confirms that this address is yours:',
    how: 'Write it where you were asked for it, or type /badge email and the code. It is good for fifteen minutes, and once. Your badges will then come to this address.',
    notYou:
      'You did not ask for anything? Do nothing, and give this code to nobody: without it your address will not be used.',
    why: (host) =>
      `You receive this letter because somebody gave this address to Cordée (${host}).`,
  },
}
