import type { EvidenceProblem } from '#src/app/evidence-files.ts'
import { pluralIn } from '../plural.ts'
import type { Sentences } from '../sentences.ts'
import { record } from './record.ts'

const plural = pluralIn('en')

const fields = {
  quorum: 'the quorum',
  threshold: 'the threshold',
  objectionHours: 'the time for objections',
  leastRoll: 'the least number of voters',
}

const pictureProblems: Readonly<Record<string, string>> = {
  'not-png': 'it is not a PNG image',
  'not-decodable': 'the image cannot be read',
  truncated: 'the file is incomplete',
  'bad-crc': 'the file is damaged',
}

const evidenceProblems: Readonly<Record<EvidenceProblem, string>> = {
  empty: 'This file is empty. Choose another one.',
  kind: 'Send a picture (PNG, JPEG, GIF, WebP), a PDF, text, a sound (MP3, M4A, OGG) or an MP4 video: this file is none of these.',
  'too-large': 'Each file may weigh 10 MB at most: this one is larger.',
  'too-many': 'There are too many files: five at most.',
  'too-large-together': 'These files are too large together: 20 MB at most in all.',
  gone: 'A file is not there any more: those that wait are kept for a day. Send it again.',
  busy: 'Too many files are waiting here already. Try again tomorrow, or give a link instead.',
}

export const refusals: Sentences = {
  'unknown-proposal': () =>
    'There is no such proposal here. Type /badge status to see those of the group.',
  'proposal-closed': ({ status }) =>
    status === 'open'
      ? 'The vote is over: the deadline has passed.'
      : `The vote is over. Result: ${record.status[status].toLowerCase()}. Your ballot was not added.`,
  'own-award': () =>
    'This badge is proposed for you: nobody votes for themselves. You will be told the result.',
  'not-on-roll': () =>
    'You are not on the roll of this proposal: it was fixed when the vote opened, and trainers do not vote. Whoever learns in this group votes on the next ones.',
  'ballot-incomplete': ({ criteria }) =>
    `An answer is missing: answer each of the ${criteria} criteria. “I can’t say” is an answer.`,
  'already-minted': () => 'The badges are already out. To withdraw one, type /badge revoke.',
  'own-badge-made': () =>
    'Your badge is already made. You can decline it on its page: type /badge mine.',
  'no-own-badge': () =>
    'This vote will make no badge in your own name: there is nothing to decide.',
  'trainers-only': () =>
    'Only trainers can do this. Yours can give you that right: /badge settings.',
  'reason-missing': () => 'Give the reason: it is kept, and explained to the people concerned.',
  'still-open': () => 'The vote is still running: wait until it closes, or withdraw the proposal.',
  'unknown-room': () => 'No room has this code. Check the six signs, for example 7Q4-KX2.',
  'trainer-link-wrong': () =>
    'This trainer’s link is not right. Take the one printed when the service starts.',
  'rule-impossible': ({ field }) => `This rule could never succeed: correct ${fields[field]}.`,
  'roll-too-small': ({ roll, least }) =>
    `At least ${least} voters are needed, and there are ${roll}. Invite more people into the group, then propose again.`,
  'deadline-out-of-range': () =>
    'The deadline must be between five minutes and sixty days from now.',
  'nothing-required': () =>
    'This badge has no required criterion: there would be nothing to validate.',
  'nobody-to-award': () => 'There is nobody yet in this group to receive this badge.',
  'unknown-badge': ({ asked }) =>
    `There is no badge “${asked.slice(0, 60)}” here. Type /badge list to see the badges.`,
  'evidence-refused': ({ problem }) => evidenceProblems[problem],
  'badge-for-groups': () =>
    'This badge is made for a group: choose “The whole group”, or another badge.',
  'unknown-person': () => 'Choose somebody who is learning in this group.',
  'too-many-open': ({ most }) =>
    `${most} votes are already under way. Wait for one to end, or withdraw one.`,
  'unknown-award': () =>
    'There is no such badge here. Open it from /badge status or from its page.',
  'unknown-job': () =>
    'There is no such delivery here. Open the console to see what to look after.',
  'picture-too-heavy': ({ most }) =>
    `This picture is too heavy: ${Math.floor(most / 1_048_576)} MB at most.`,
  'picture-broken': ({ problem }) =>
    `This picture is refused: ${pictureProblems[problem] ?? 'the file is malformed'}. Save it again as PNG.`,
  'picture-not-square': ({ width, height }) =>
    `The picture must be square; this one is ${width} × ${height} pixels.`,
  'picture-too-small': ({ side, least }) =>
    `The picture must be at least ${least} pixels wide; this one is ${side}.`,
  'image-too-large': ({ most }) => `The picture is too large: ${most} pixels a side at most.`,
  'validity-out-of-range': ({ most }) =>
    `Write a whole number of months, from 1 to ${most}, or leave it empty: the badge then stands for ever.`,
  'not-a-member': () => 'Join the group first, then try again.',
  'no-group-here': () => 'There is no group here. Go to the room of your group.',
  'unknown-command': ({ asked }) =>
    `I don’t know “${asked}”. Type /badge help to see what I can do.`,
  'form-expired': () => 'This button or form is no longer valid. Start again from the room.',
  'field-missing': ({ field }) => `An answer is missing: ${field}.`,
  'field-too-long': ({ field, most }) => `${field}: ${most} characters at most.`,
  'choose-people': () => 'Choose at least one person, or “The whole group”.',
  'choose-one': () => 'Choose from the list first.',
  'not-a-link': () =>
    'This link does not start with http:// or https://. Correct it, or leave it empty.',
  'unknown-rule': () => 'Choose one of the voting rules on offer.',
  'nothing-to-withdraw': () => 'There is no vote under way to withdraw.',
  'nothing-to-revoke': () => 'There is no badge to revoke in this group.',
  'unknown-source': () =>
    'This list of people is no longer on offer. Choose another one, or the channel.',
  'from-elsewhere': () =>
    'People of other organisations do not vote here, unless the trainer allows it in /badge settings.',
  'not-installed': () =>
    'Cordée is no longer connected to this workspace. Ask whoever administers it to install it again.',
  'bot-not-here': ({ bot }) =>
    `I am not in this channel. Type /invite @${bot} here, then try again.`,
  'scope-missing': ({ scope }) =>
    `I lack a right: ${scope}. Ask whoever administers this workspace to install Cordée again, with that right.`,
  'chat-unreachable': () =>
    'Your chat did not answer me in time. Nothing is lost: try again in a moment.',
  'source-gone': () =>
    'The list of people that this group comes from is gone, or this workspace does not give it any more. Choose where its members come from: /badge settings.',
  'right-missing': ({ right }) =>
    `I lack a permission in this channel: ${right}. Ask whoever administers the server to give it to me, then try again.`,
  'members-hidden': ({ link }) =>
    `The server does not show me its members. Whoever runs the Cordée app can turn on “Server Members Intent” here: ${link}. Otherwise, each person presses “I am in this group” in the channel, and you try again.`,
  'file-refused': ({ why }) => `This file was not taken. ${why}`,
  'not-your-badge': () => 'This badge is not in your name. To see yours, type /badge mine.',
  'not-an-email': () => 'This is not an e-mail address. Write it like this: lea@example.org',
  'too-many-codes': ({ minutes }) =>
    `Too many codes were asked for. Wait ${minutes > 90 ? plural(Math.ceil(minutes / 60), { one: '# hour', other: '# hours' }) : plural(minutes, { one: '# minute', other: '# minutes' })}, then start again with /badge email.`,
  'wrong-code': ({ left }) =>
    left === 0
      ? 'This code is not right, and is no longer valid. Ask for another one with /badge email.'
      : `This code is not right. Look at the last letter that came: you have ${plural(left, { one: '# try', other: '# tries' })} left.`,
  'code-expired': () =>
    'This code is no longer valid: it is more than fifteen minutes old, or was used already. Ask for another one with /badge email.',
  'link-code-wrong': () =>
    'This code is not right, or was used already, or is more than ten minutes old. Ask for another one with /badge link, from your other account.',
  'link-too-many-tries': () =>
    'Too many wrong codes in a row. Wait ten minutes, then ask for a new code with /badge link, from your other account.',
  'link-both-voted': () =>
    'Both accounts already have their part in the same vote under way. Wait until it closes, then start again with a new code.',
  'nothing-found': ({ asked }) =>
    `I found nothing for “${asked.slice(0, 60)}”. Try a shorter word, or /badge list.`,
}
