import type { problems as reference } from '../fr/problems.ts'

export const problems: typeof reference = {
  'bad-request': {
    title: 'We could not read this',
    detail: 'What was sent is damaged or incomplete. Go back to the previous page and try again.',
  },
  'not-found': {
    title: 'Page not found',
    detail: 'There is nothing at this address. Check the link, or start from the home page.',
  },
  'method-not-allowed': {
    title: 'Not possible here',
    detail: 'This address exists, but that cannot be done here.',
  },
  'too-large': {
    title: 'Too large',
    detail: 'The file or text is too large. Choose a smaller one.',
  },
  'address-too-long': {
    title: 'Address too long',
    detail: 'This address is too long. Check the link.',
  },
  'wrong-type': {
    title: 'Unknown format',
    detail: 'We cannot read this format. Send a form or JSON.',
  },
  'too-many': {
    title: 'Too many requests',
    detail: 'There were too many requests in a short time. Wait a minute, then try again.',
  },
  'cross-site': {
    title: 'Sent from another site',
    detail: 'For safety, this must be done from our own pages. Open the page here, then try again.',
  },
  'not-joined': {
    title: 'Join the group first',
    detail: 'We do not know you in this room. Open its page and give your first name.',
  },
  'room-first': {
    title: 'Enter your room first',
    detail: 'We do not recognise you. Open the room with your link, then come back here.',
  },
  'not-allowed': {
    title: 'Not open to you',
    detail: 'You cannot do this here. Talk about it with your trainer.',
  },
  'not-yours': {
    title: 'This is not your badge',
    detail:
      'Only the person who received this badge can decide that. Open the link that came with it.',
  },
  'name-missing': {
    title: 'Your first name is missing',
    detail: 'Write your first name, or the name the group knows you by.',
  },
  'name-too-long': {
    title: 'This name is too long',
    detail: 'Write a name of 60 characters at most.',
  },
  'email-wrong': {
    title: 'This e-mail address does not work',
    detail: 'Check the address, for example lea@example.org. You may also leave it empty.',
  },
  'field-wrong': {
    title: 'Something is not right',
    detail: 'One of the answers is missing, or is not in the form we expect.',
  },
  'being-made': {
    title: 'Badge being made',
    detail: 'This badge is being made. Come back in a few seconds.',
  },
  declined: {
    title: 'Badge not accepted',
    detail: 'The person this badge was meant for did not accept it: it is no longer given out.',
  },
  'file-missing': {
    title: 'A file is missing',
    detail: 'Choose a file on your device, then try again.',
  },
  'nothing-to-verify': {
    title: 'A badge is missing',
    detail: 'Choose the picture or the file of the badge, or paste its text, then try again.',
  },
  'url-unknown': {
    title: 'No badge at this address',
    detail: 'This address is one of ours, but there is no badge at it. Check that it is complete.',
  },
  'url-not-allowed': {
    title: 'Address not accepted',
    detail:
      'We fetch badges from the public web only, at addresses that begin with https://. Check the address, or download the file of the badge and drop it here.',
  },
  'url-unreachable': {
    title: 'Site not reached',
    detail:
      'The site at this address does not answer. Check the address, or download the file of the badge and drop it here.',
  },
  'url-too-slow': {
    title: 'Site too slow',
    detail:
      'The site at this address takes too long to answer. Try again later, or download the file of the badge and drop it here.',
  },
  'url-too-large': {
    title: 'File too large',
    detail: 'What lies at this address is too large to be a badge.',
  },
  'url-other-answer': {
    title: 'Nothing at this address',
    detail:
      'The site gives no badge at this address. Check that it is complete, and that it opens without a password.',
  },
  'url-not-a-badge': {
    title: 'A page, not a badge',
    detail:
      'At this address is a page, not the badge itself. Open it, download the file of the badge, then drop it here.',
  },
  'too-deep': {
    title: 'File too complicated',
    detail: 'This file is too complicated to be a badge.',
  },
  'upgrade-needed': {
    title: 'Live page',
    detail: 'This address sends live news to a page. Open the page itself instead.',
  },
  unavailable: {
    title: 'Not available right now',
    detail: 'What you asked was not saved. Wait a little, then try again.',
  },
  unexpected: {
    title: 'Something went wrong',
    detail: 'It is our fault. Try again; if it comes back, give the reference to your trainer.',
  },
}
