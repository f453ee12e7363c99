import { pluralIn } from '../plural.ts'
import type { discord as reference } from '../fr/discord.ts'
import { platforms } from './platforms.ts'

const plural = pluralIn('en')

export const discord: typeof reference = {
  ...platforms,
  choosePeople: 'Choose people…',
  chooseRole: 'Choose a role…',
  fact: (label) => (/[?!]\**$/.test(label) ? `${label} ` : `${label}: `),
  criterion: (number) => `Criterion ${number}`,
  badgeUnder: (badge, family) => `${badge} · ${family}`,
  faster: 'Faster: type /badge propose, then the first letters of the badge.',
  before: 'Previous page',
  after: 'Next page',
  files: (files) => plural(files, { one: '# file attached', other: '# files attached' }),
  peopleStay: (names) =>
    names.length === 0
      ? 'If you choose nobody, nothing changes.'
      : `Today: ${names.join(', ')}. If you choose nobody, nothing changes; otherwise choose those to keep as well.`,
  wholeChannel: 'everybody in the channel',
  next: (page, pages) => `Next (${page}/${pages})`,
  goesOn: (title, pages) =>
    `${title}: kept, not sent yet. ${plural(pages, { one: '# more page', other: '# more pages' })}, and you are done.`,
  review: 'Nothing is sent yet. Read it again, then choose what you want to do.',
  more: (page, pages) => `Add, adjust… (${page}/${pages})`,
  edit: 'Change',
  addWords: 'Add a word…',
  nothingLost: 'Nothing is lost: what you wrote is kept.',
  mend: 'Put it right',
  ready: (title) => `${title}: it is ready. Press to open it.`,
  open: 'Open',
  fileElsewhere: 'Discord did not give this file: attach it again.',
  rights: {
    ViewChannel: 'View Channel',
    SendMessages: 'Send Messages',
    SendMessagesInThreads: 'Send Messages in Threads',
    CreatePublicThreads: 'Create Public Threads',
    AttachFiles: 'Attach Files',
    ReadMessageHistory: 'Read Message History',
  },
  rollCall: {
    title: 'Who is in the group?',
    ask: 'A vote is about to open here. If you learn in this group, press the button: you will be able to vote. Once is enough.',
    askRole: (role) =>
      `A vote is about to open here for the role “${role}”. If you have this role, press the button: you will be able to vote. Once is enough.`,
    button: 'I am in this group',
    count: (joined) =>
      joined === 0
        ? 'Nobody has joined yet.'
        : `${plural(joined, { one: '# person has joined', other: '# people have joined' })}.`,
    countOf: (joined, of) =>
      `${plural(joined, { one: '# person has joined', other: '# people have joined' })} out of ${of}.`,
    joined: 'Noted: you are in the group. When a vote opens in this channel, you can vote.',
    notInRole:
      'This group is that of a role that you do not have. If that is a mistake, ask your trainer for the role, then press again.',
  },
  commands: {
    badge: 'Propose badges, vote, find your own',
    propose: 'Propose a badge for a person or for the group',
    vote: 'Vote, or change your vote',
    status: 'Follow the votes under way and the latest results',
    mine: 'Find your badges',
    list: 'See all badges, or search them',
    show: 'Read a badge and its criteria',
    withdraw: 'Withdraw a proposal',
    revoke: 'Take back a badge that was awarded',
    settings: 'Say who trains, and where the members of the group come from',
    link: 'Link your accounts: you are one person, who votes once',
    email: 'Give your e-mail address, to receive your badges there too',
    help: 'What you can ask me',
    fromHere: 'Propose a badge',
  },
  options: {
    badge: { name: 'badge', what: 'The first letters of the badge' },
    person: { name: 'person', what: 'For whom? Leave empty for the group, or for several people' },
    words: { name: 'words', what: 'What you are looking for' },
    code: { name: 'code', what: 'The code from your other account. Leave empty to get one' },
    letterCode: {
      name: 'code',
      what: 'The code that came by e-mail, to confirm your address. Leave empty to give it',
    },
  },
}
