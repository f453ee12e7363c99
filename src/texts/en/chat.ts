import { pluralIn } from '../plural.ts'
import type { chat as reference } from '../fr/chat.ts'

const plural = pluralIn('en')

const turnout: typeof reference.card.turnout = ({ cast, roll }) =>
  `${plural(cast, { one: '# person has voted', other: '# people have voted' })} out of ${roll}.`

export const chat: typeof reference = {
  propose: {
    title: 'Propose a badge',
    intro:
      'The group will vote, criterion by criterion. If they say yes, the badge is made and delivered by itself.',
    submit: 'Open the vote',
    achievement: 'Which badge?',
    for: 'Who is it for?',
    forPeople: 'One or several people',
    forGroup: 'The whole group',
    people: 'People',
    peopleHint: 'One vote opens for each person chosen.',
    source: 'Where does the group that votes come from?',
    sourceHint: 'Empty: everybody in the channel.',
    reason: 'Why this badge?',
    reasonHint: 'What was done, when, where: the voters will read it.',
    evidence: 'Something to show (optional)',
    evidenceHint: 'What can be looked at or read. Only the group sees it.',
    link: 'Link (optional)',
    linkHint: 'An address that starts with https://',
    files: 'Files (optional)',
    filesHint:
      'Picture, PDF, text, sound or video: 5 at most, of 10 MB each, 20 MB together. Only the group sees them.',
    deadline: 'How long the vote lasts',
    durations: {
      '1h': '1 hour',
      '4h': '4 hours',
      '1d': '1 day',
      '3d': '3 days',
      '1w': '1 week',
      '2w': '2 weeks',
    },
    rule: 'Voting rule',
    rules: {
      'two-thirds': 'Two thirds: half of the group votes, two thirds in favour',
      majority: 'Majority: half of the group votes, more than half in favour',
      consensus: 'Consensus: three quarters of the group vote, all in favour',
      everyone:
        'Everybody’s word counts: two thirds, and the vote waits until the result is certain',
    },
    mints: 'For a group, which badges?',
    mintsBoth: 'One badge for the group, and one for each person',
    mintsMembers: 'One badge for each person',
    mintsGroup: 'A single badge, for the group',
    opened: (votes) =>
      `Off we go: ${plural(votes, { one: '# vote is open', other: '# votes are open' })}. Its card appears here.`,
  },
  ballot: {
    title: 'Your vote',
    changeTitle: 'Change your vote',
    submit: 'Vote',
    aboutGroup: (badge) => `Badge “${badge}” proposed for the whole group.`,
    aboutPerson: (badge, person) => `Badge “${badge}” proposed for ${person}.`,
    evidence: (text) => `To show: ${text}`,
    link: (url) => `Link: ${url}`,
    file: (name, url) => `File “${name}”: ${url}`,
    words: (criterion) => `A word on criterion ${criterion} (optional)`,
    wordsHint: 'If it is “Not yet”: say what is missing, it will help.',
    support: 'Sign your support (optional)',
    supportHint: {
      confidential:
        'Your vote stays confidential. But to sign is to say publicly, under your name, that you answered “Met”.',
      transparent: 'To sign is to say publicly, under your name, that you answered “Met”.',
    },
    supportTick: 'I sign my support: my name and my word will appear with the badge.',
    supportWords: 'Your word of support (optional)',
    supportWordsHint:
      'A sentence that everybody will be able to read. The first twenty supports go with the badge.',
  },
  receipt: {
    counted: {
      first: 'Vote counted.',
      changed: 'Vote changed: your last ballot is the one that counts.',
      same: 'Vote confirmed: your answers are the same.',
    },
    turnout,
    sayWhatIsMissing: 'You answered “Not yet”: a word on what is missing will help.',
    support: {
      signed: 'Your support is signed: your name will appear with the badge.',
      'something-missing':
        'Your support is not signed: it goes with a ballot without “Not yet”. Your vote counts just as much, and your name will not appear.',
      'nothing-met':
        'Your support is not signed: it goes with at least one “Met”. Your vote counts just as much, and your name will not appear.',
      'not-ticked':
        'Your word of support is not kept: the box is not ticked, and your name will not appear.',
    },
    mayChange: 'You can change your vote until it closes.',
    change: 'Change my vote',
    settled: {
      open: '',
      undecided: 'The vote is closed.',
      accepted: 'The vote is closed: the badge is accepted, well done everybody.',
      declined: 'The vote is closed: not this time.',
      lapsed: 'The vote is closed, and lapses.',
      withdrawn: 'The vote was withdrawn.',
      vetoed: 'The vote is closed.',
    },
  },
  ownBadge: {
    refuse: 'No badge in my own name',
    want: 'I do want a badge in my own name',
    refuseFor: (badge) => `No badge in my own name: ${badge}`,
    wantFor: (badge) => `I do want a badge in my own name: ${badge}`,
    refused:
      'Noted: if the group earns this badge, none will be made in your own name. Your vote still counts, and the group is not told. You can change your mind until the badges are made.',
    wanted: 'Noted: if the group earns this badge, you will receive your own as well.',
    standing: 'You asked for no badge in your own name.',
  },
  missing: {
    ballots: (ballots) =>
      `${plural(ballots, { one: '# more vote', other: '# more votes' })} to reach the quorum.`,
    criteria: (criteria, needed) =>
      `${criteriaNamed(criteria)}: ${plural(needed, { one: '# more “met” needed', other: '# more “met” needed' })}.`,
    criteriaStuck: (criteria) =>
      `${criteriaNamed(criteria)}: somebody would have to change a vote.`,
  },
  vote: {
    nothingOwed: 'You are up to date: no vote is waiting for you.',
    owed: (votes) =>
      `${plural(votes, { one: '# vote is waiting for you', other: '# votes are waiting for you' })}.`,
    voteOn: (badge) => `Vote: ${badge}`,
  },
  status: {
    running: (votes) =>
      votes === 0
        ? 'No vote under way.'
        : plural(votes, { one: '# vote under way', other: '# votes under way' }),
    ended: 'Latest votes that ended',
    endedLine: (badge, status) => `${badge}: ${status}`,
    forGroup: (badge) => `“${badge}”, for the group.`,
    forPerson: (badge, person) => `“${badge}”, for ${person}.`,
    turnout,
    owes: 'Your vote is awaited.',
    record: (badge) => `Record: ${badge}`,
    page: ({ page, pages }) => `Page ${page} of ${pages}`,
    previous: 'Previous page',
    next: 'Next page',
    withdraw: (what) => `Withdraw: ${what}`,
  },
  mine: {
    none: 'You have no badge here yet. They arrive by private message, and by e-mail if you gave an address.',
    count: (badges) => plural(badges, { one: 'You have # badge', other: 'You have # badges' }),
    states: {
      'being-made': 'being made',
      valid: 'valid',
      revoked: 'withdrawn',
      declined: 'declined by you',
      expired: 'past its term',
    },
  },
  list: {
    count: (badges) =>
      plural(badges, { one: '# badge', other: '# badges' }) +
      '. To propose one: /badge propose, then its name.',
  },
  show: {
    which: 'Which badge? For example: /badge show team spirit',
    page: 'Open the page of the badge',
  },
  reasonForm: {
    reason: 'Reason',
    reasonHint: 'A sentence or two: they are kept.',
    whichVote: 'Which vote?',
  },
  endings: {
    withdraw: {
      title: 'Withdraw the proposal',
      intro: 'The vote stops without a result. Ballots already cast no longer count.',
      done: 'The proposal is withdrawn, and the card says so.',
    },
    veto: {
      title: 'Object',
      intro:
        'The group accepted, the badges are not made yet. Your reason will stand in the record.',
      done: 'Your objection is recorded: no badge will be made.',
    },
    accept: {
      title: 'Accept',
      intro: 'Too few people voted: the rule leaves the decision to you. The record will say so.',
      done: 'Accepted: the badges are on their way.',
    },
    decline: {
      title: 'Not this time',
      intro: 'Too few people voted: the rule leaves the decision to you. The record will say so.',
      done: 'Noted: not this time.',
    },
  },
  revoke: {
    title: 'Revoke a badge',
    intro:
      'The badge stays visible, marked “withdrawn”, with your reason. The person or the group is told.',
    which: 'Which badge?',
    done: 'The badge is withdrawn, and the person or the group is told.',
  },
  home: {
    toDecide: (votes) =>
      plural(votes, { one: '# vote to decide', other: '# votes to decide' }) +
      ': too few people voted.',
    badgeFor: (badge, person) => `${badge}, for ${person}`,
    accept: (what) => `Accept: ${what}`,
    decline: (what) => `Not this time: ${what}`,
    tools: 'For your groups',
    noGroup:
      'You are in no group. Invite me into the channel of your group, then type /badge there.',
  },
  chooseGroup: {
    title: 'Choose the group',
    intro: 'You are in several groups.',
    group: 'Which group?',
    submit: 'Continue',
  },
  settings: {
    title: 'Settings of the group',
    intro: (group) => `Group “${group}”.`,
    submit: 'Save',
    trainers: 'Who trains, with you?',
    trainersHint:
      'These people propose badges, decide and revoke. They do not vote. The others learn, and vote.',
    source: 'Where do the members of the group come from?',
    sourceHint: 'Votes that are open already keep their roll.',
    channel: 'The people of the channel',
    sourceNow: 'The list chosen so far',
    outsiders: 'People of other organisations',
    outsidersTick: 'They are part of the group, and vote.',
    language: 'Language of what is written for everybody',
    languages: { fr: 'Français', en: 'English' },
    done: 'Noted. The new settings hold for the next votes.',
  },
  link: {
    code: (code, command) =>
      `Your code: ${code}. Within ten minutes, from your other account, type ${command}. Give this code to nobody: it says that both accounts are you.`,
    linked:
      'Done: your two accounts are one person. That person votes once, and finds all badges with /badge mine.',
  },
  email: {
    title: 'Receive my badges by e-mail',
    intro:
      'Your badges will be sent to this address as well. A letter first brings you a code, to make sure that it is yours.',
    submit: 'Send the code',
    address: 'Your e-mail address',
    sent: (address) =>
      `A letter is on its way to ${address}, with a six-digit code. It is good for fifteen minutes. Nothing comes? Look into your junk mail.`,
    enterCode: 'Enter the code',
    otherAddress: 'Correct the address',
    startAgain: 'Start again',
    codeTitle: 'Enter the code',
    codeIntro: 'It is in the letter that you have just received.',
    codeSubmit: 'Confirm',
    code: 'Six-digit code',
    confirmed: (address) =>
      `Done: your badges will be sent to ${address} as well. Those of the last thirty days that have not gone by letter yet go there now.`,
    give: 'Receive my badges by e-mail',
  },
  claim: {
    beingMade: 'Your badge is being made. Try again in a moment.',
    again: 'Try again',
  },
  preview: {
    by: (issuer) => `Issued by ${issuer}.`,
    toGroup: (group) => `Awarded to the group “${group}”, by a vote.`,
    toPerson: (person) => `Awarded to ${person}, by the vote of the group.`,
    toSomebody: 'Awarded to one person, by the vote of the group.',
    group: (group) => `Vote of the group “${group}”.`,
    record: (badge) => `Record: ${badge}`,
    revoked: 'This badge was revoked.',
    practice: 'Practice badge: nobody vouches for it.',
  },
  help: {
    intro: 'Here is what you can ask me:',
    line: (command, what) => `${command}: ${what}`,
    commands: {
      propose: 'propose a badge for a person or the group',
      vote: 'vote, or change your vote',
      status: 'follow the votes under way and the latest results',
      mine: 'find your badges',
      list: 'see all badges, or search: /badge list team',
      show: 'read a badge and its criteria: /badge show its name',
      withdraw: 'withdraw a proposal',
      revoke: 'revoke a badge already awarded',
      settings: 'say who trains, and where the members of the group come from',
      link: 'link your accounts: you are one person, who votes once',
      email: 'give your e-mail address, to receive your badges there as well',
      help: 'this help',
    },
  },
  card: {
    forGroup: (badge) => `Badge “${badge}” for the group?`,
    forPerson: (badge, person) => `Badge “${badge}” for ${person}?`,
    proposedBy: (person, reason) => `Proposed by ${person}: ${reason}`,
    turnout,
    progress: ({ cast, roll, quorum }) => `${cast} of ${roll} have voted; quorum: ${quorum}`,
    closesOn: (when) => `Closes on ${when}.`,
    closes: 'Closes',
    closed: 'Closed',
    rule: 'Rule',
    secrecy: 'Ballots',
    count: ({ met, notYet, abstain }) => `${met} met, ${notYet} not yet, ${abstain} no opinion`,
    verdict: {
      open: 'Vote under way',
      undecided: 'Not enough votes: the trainer will decide.',
      accepted: 'Accepted',
      declined: 'Not this time',
      lapsed: 'Lapsed: not enough people voted',
      withdrawn: 'Withdrawn',
      vetoed: 'Refused by the trainer',
    },
    settledBy: {
      ballots: 'by the vote.',
      deadline: 'at the deadline.',
      trainer: 'by the trainer.',
    },
    vote: 'Vote',
    record: 'Record',
    file: (name) => `File: ${name}`,
    groupBadge: 'The group’s badge',
    veto: 'Object',
    claim: 'Claim my badge',
  },
  announce: {
    ofGroup: (badge) => `Badge “${badge}” for the group:`,
    ofPerson: (badge, person) => `Badge “${badge}” for ${person}:`,
    verdict: {
      accepted: 'accepted, well done!',
      declined: 'not this time. It can be proposed again later.',
      lapsed: 'lapsed, too few people voted.',
      withdrawn: 'the proposal is withdrawn.',
      vetoed: 'the trainer objects.',
    },
    unwanted: 'No badge is awarded: nobody wanted one in their own name.',
  },
  award: {
    received: (badge) => `Well done! You have received the badge “${badge}”.`,
    groupReceived: (badge) => `Well done! Your group has received the badge “${badge}”.`,
    how: ({ cast, roll, group }) =>
      `${plural(cast, { one: '# person', other: '# people' })} out of ${roll} in the group “${group}” voted, criterion by criterion.`,
    practice: 'This is a practice badge: it shows how things work and commits nobody.',
    next: 'The picture holds the signed badge: keep it as it is. Its page explains what to do with it.',
    open: 'Open my badge',
    verify: 'Verify a badge',
    decline: 'Decline this badge',
    revoked: (badge, reason) => `Your badge “${badge}” was withdrawn. Reason given: ${reason}`,
    groupRevoked: (badge, reason) =>
      `The group’s badge “${badge}” was withdrawn. Reason given: ${reason}`,
    groupPage: 'Open the badge’s page',
  },
  decline: {
    title: 'Decline this badge',
    intro: (badge) =>
      `The badge “${badge}” will no longer be given to anybody, and its page will only say that it was not accepted. This is final; the group is not told.`,
    submit: 'Decline',
    done: 'Noted: you did not accept this badge.',
    already: 'You have already declined this badge.',
  },
  nudge: {
    text: (badge, when) =>
      `Your vote is still missing for the badge “${badge}”. Closes on ${when}.`,
    vote: 'Vote',
  },
  ask: {
    text: (badge, { cast, roll }) =>
      `Badge “${badge}”: the deadline has passed and only ${cast} of ${roll} voted. The rule leaves the decision to you; the record will say so.`,
    accept: 'Accept',
    decline: 'Not this time',
  },
  undelivered: {
    letter: (person, badge, reason) =>
      `The badge “${badge}” could not be sent to ${person} by letter. ${reason} The badge is not lost: the person finds it with “Claim my badge” under the card, or with /badge mine.`,
    byLetter: (person, badge, reason) =>
      `The badge “${badge}” goes to ${person} by letter: the private message did not get through. ${reason}`,
    onlyHere: (person, badge, reason) =>
      `${person} does not have the badge “${badge}” yet: the private message did not get through, and no e-mail address is known. ${reason} The badge is not lost: the person finds it with “Claim my badge” under the card, or with /badge mine.`,
  },
  unposted: (badge, reason) =>
    `The card or the result of the badge “${badge}” could not be shown in the channel. ${reason}`,
  undeliveredOpen: 'See and try again',
}

const list = new Intl.ListFormat('en-GB')

function criteriaNamed(criteria: readonly number[]): string {
  return `${criteria.length === 1 ? 'Criterion' : 'Criteria'} ${list.format(criteria.map(String))}`
}
