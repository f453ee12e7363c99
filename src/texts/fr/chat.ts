import type { Count } from '#src/domain/tally.ts'
import { pluralIn } from '../plural.ts'

const plural = pluralIn('fr')

interface Turnout {
  readonly cast: number
  readonly roll: number
}

const turnout = ({ cast, roll }: Turnout) =>
  `${plural(cast, { one: '# personne a voté', other: '# personnes ont voté' })} sur ${roll}.`

const verdict = {
  open: 'Vote en cours',
  undecided: 'Pas assez de votes : la personne qui forme va décider.',
  accepted: 'Accepté',
  declined: 'Pas retenu pour l’instant',
  lapsed: 'Sans suite : pas assez de personnes ont voté',
  withdrawn: 'Retiré',
  vetoed: 'Refusé par la personne qui forme',
}

/** What the bot says. The plain text stands by itself; buttons and pictures add to it. */
export const chat = {
  propose: {
    title: 'Proposer un badge',
    intro:
      'Les personnes du groupe voteront, critère par critère. Si elles valident, le badge est fabriqué et remis tout seul.',
    submit: 'Ouvrir le vote',
    achievement: 'Quel badge ?',
    for: 'Pour qui ?',
    forPeople: 'Une ou plusieurs personnes',
    forGroup: 'Tout le groupe',
    people: 'Personnes',
    peopleHint: 'Un vote s’ouvre pour chaque personne choisie.',
    source: 'D’où vient le groupe qui vote ?',
    sourceHint: 'Vide : toutes les personnes du salon.',
    reason: 'Pourquoi ce badge ?',
    reasonHint: 'Ce qui a été fait, quand, où : les votants le liront.',
    evidence: 'Preuve à montrer (facultatif)',
    evidenceHint: 'Ce que l’on peut regarder ou lire. Visible par le groupe seulement.',
    link: 'Lien (facultatif)',
    linkHint: 'Une adresse qui commence par https://',
    files: 'Fichiers (facultatif)',
    filesHint:
      'Photo, PDF, texte, son ou vidéo : 5 au plus, de 10 Mo chacun, 20 Mo ensemble. Visibles par le groupe seulement.',
    deadline: 'Durée du vote',
    durations: {
      '1h': '1 heure',
      '4h': '4 heures',
      '1d': '1 jour',
      '3d': '3 jours',
      '1w': '1 semaine',
      '2w': '2 semaines',
    },
    rule: 'Règle du vote',
    rules: {
      'two-thirds': 'Deux tiers : la moitié du groupe vote, deux tiers d’avis favorables',
      majority: 'Majorité : la moitié du groupe vote, plus de la moitié d’avis favorables',
      consensus: 'Consensus : trois quarts du groupe votent, tous les avis sont favorables',
      everyone: 'Chaque voix compte : deux tiers, et le vote attend que le résultat soit certain',
    },
    mints: 'Pour un groupe, quels badges fabriquer ?',
    mintsBoth: 'Un badge pour le groupe, et un pour chaque personne',
    mintsMembers: 'Un badge pour chaque personne',
    mintsGroup: 'Un seul badge, pour le groupe',
    opened: (votes: number) =>
      `C’est parti : ${plural(votes, { one: '# vote est ouvert', other: '# votes sont ouverts' })}. La carte apparaît ici.`,
  },
  ballot: {
    title: 'Votre vote',
    changeTitle: 'Changer votre vote',
    submit: 'Voter',
    aboutGroup: (badge: string) => `Badge « ${badge} » proposé pour tout le groupe.`,
    aboutPerson: (badge: string, person: string) => `Badge « ${badge} » proposé pour ${person}.`,
    evidence: (text: string) => `Preuve : ${text}`,
    link: (url: string) => `Lien : ${url}`,
    file: (name: string, url: string) => `Fichier « ${name} » : ${url}`,
    words: (criterion: number) => `Un mot sur le critère ${criterion} (facultatif)`,
    wordsHint: 'Si c’est « Pas encore » : dites ce qui manque, cela aidera.',
    support: 'Signer votre soutien (facultatif)',
    supportHint: {
      confidential:
        'Votre vote reste confidentiel. Mais signer, c’est dire publiquement, sous votre nom, que vous avez répondu « Acquis ».',
      transparent:
        'Signer, c’est dire publiquement, sous votre nom, que vous avez répondu « Acquis ».',
    },
    supportTick: 'Je signe mon soutien : mon nom et mon mot apparaîtront avec le badge.',
    supportWords: 'Votre mot de soutien (facultatif)',
    supportWordsHint:
      'Une phrase que tout le monde pourra lire. Les vingt premiers soutiens sont joints au badge.',
  },
  receipt: {
    counted: {
      first: 'Vote enregistré.',
      changed: 'Vote modifié : c’est votre dernier bulletin qui compte.',
      same: 'Vote confirmé : vos réponses sont les mêmes.',
    },
    turnout,
    sayWhatIsMissing: 'Vous avez répondu « Pas encore » : un mot sur ce qui manque aidera.',
    support: {
      signed: 'Votre soutien est signé : votre nom apparaîtra avec le badge.',
      'something-missing':
        'Votre soutien n’est pas signé : il va avec un bulletin sans « Pas encore ». Votre vote compte tout autant, et votre nom n’apparaîtra pas.',
      'nothing-met':
        'Votre soutien n’est pas signé : il va avec au moins un « Acquis ». Votre vote compte tout autant, et votre nom n’apparaîtra pas.',
      'not-ticked':
        'Votre mot de soutien n’est pas gardé : la case n’est pas cochée, votre nom n’apparaîtra pas.',
    },
    mayChange: 'Vous pouvez changer votre vote jusqu’à la clôture.',
    change: 'Changer mon vote',
    settled: {
      open: '',
      undecided: 'Le vote est clos.',
      accepted: 'Le vote est clos : le badge est accepté, bravo au groupe.',
      declined: 'Le vote est clos : le badge n’est pas retenu pour l’instant.',
      lapsed: 'Le vote est clos, sans suite.',
      withdrawn: 'Le vote a été retiré.',
      vetoed: 'Le vote est clos.',
    },
  },
  ownBadge: {
    refuse: 'Pas de badge à mon nom',
    want: 'Je veux bien un badge à mon nom',
    refuseFor: (badge: string) => `Pas de badge à mon nom : ${badge}`,
    wantFor: (badge: string) => `Je veux bien un badge à mon nom : ${badge}`,
    refused:
      'C’est noté : si le groupe obtient ce badge, aucun badge ne sera fait à votre nom. Votre vote compte toujours, et le groupe n’est pas prévenu. Vous pouvez changer d’avis tant que les badges ne sont pas faits.',
    wanted: 'C’est noté : si le groupe obtient ce badge, vous recevrez aussi le vôtre.',
    standing: 'Vous avez demandé à ne pas avoir de badge à votre nom.',
  },
  missing: {
    ballots: (ballots: number) =>
      `Encore ${plural(ballots, { one: '# vote', other: '# votes' })} pour atteindre le quorum.`,
    criteria: (criteria: readonly number[], needed: number) =>
      `${criteriaNamed(criteria)} : il manque ${plural(needed, { one: '# avis favorable', other: '# avis favorables' })}.`,
    criteriaStuck: (criteria: readonly number[]) =>
      `${criteriaNamed(criteria)} : il faudrait qu’une personne change son vote.`,
  },
  vote: {
    nothingOwed: 'Vous êtes à jour : aucun vote ne vous attend.',
    owed: (votes: number) =>
      `${plural(votes, { one: '# vote vous attend', other: '# votes vous attendent' })}.`,
    voteOn: (badge: string) => `Voter : ${badge}`,
  },
  status: {
    running: (votes: number) =>
      votes === 0
        ? 'Aucun vote en cours.'
        : plural(votes, { one: '# vote en cours', other: '# votes en cours' }),
    ended: 'Derniers votes terminés',
    endedLine: (badge: string, status: string) => `${badge} : ${status}`,
    forGroup: (badge: string) => `« ${badge} », pour le groupe.`,
    forPerson: (badge: string, person: string) => `« ${badge} », pour ${person}.`,
    turnout,
    owes: 'Votre vote est attendu.',
    record: (badge: string) => `Procès-verbal : ${badge}`,
    page: ({ page, pages }: { readonly page: number; readonly pages: number }) =>
      `Page ${page} sur ${pages}`,
    previous: 'Page précédente',
    next: 'Page suivante',
    withdraw: (what: string) => `Retirer : ${what}`,
  },
  mine: {
    none: 'Vous n’avez pas encore de badge ici. Ils arrivent par message privé, et par courriel si vous avez donné une adresse.',
    count: (badges: number) =>
      plural(badges, { one: 'Vous avez # badge', other: 'Vous avez # badges' }),
    states: {
      'being-made': 'en cours de fabrication',
      valid: 'valide',
      revoked: 'retiré',
      declined: 'refusé par vous',
      expired: 'arrivé à son terme',
    },
  },
  list: {
    count: (badges: number) =>
      plural(badges, { one: '# badge', other: '# badges' }) +
      '. Pour en proposer un : /badge proposer, suivi de son nom.',
  },
  show: {
    which: 'Quel badge ? Par exemple : /badge voir esprit d’équipe',
    page: 'Ouvrir la page du badge',
  },
  reasonForm: {
    reason: 'Raison',
    reasonHint: 'Une ou deux phrases : elles seront conservées.',
    whichVote: 'Quel vote ?',
  },
  endings: {
    withdraw: {
      title: 'Retirer la proposition',
      intro: 'Le vote s’arrête sans résultat. Les bulletins déjà reçus ne servent plus.',
      done: 'La proposition est retirée, et la carte le dit.',
    },
    veto: {
      title: 'S’opposer à la remise',
      intro:
        'Le groupe a accepté, les badges ne sont pas encore fabriqués. Votre raison figurera au procès-verbal.',
      done: 'Votre objection est enregistrée : aucun badge ne sera fabriqué.',
    },
    accept: {
      title: 'Accepter',
      intro:
        'Trop peu de personnes ont voté : la règle vous laisse décider. Le procès-verbal le dira.',
      done: 'C’est accepté : les badges partent.',
    },
    decline: {
      title: 'Ne pas retenir',
      intro:
        'Trop peu de personnes ont voté : la règle vous laisse décider. Le procès-verbal le dira.',
      done: 'C’est noté : le badge n’est pas retenu pour l’instant.',
    },
  },
  revoke: {
    title: 'Retirer un badge',
    intro:
      'Le badge restera visible, marqué « retiré », avec votre raison. La personne ou le groupe en est averti.',
    which: 'Quel badge ?',
    done: 'Le badge est retiré, et la personne ou le groupe en est averti.',
  },
  home: {
    toDecide: (votes: number) =>
      plural(votes, { one: '# vote à décider', other: '# votes à décider' }) +
      ' : trop peu de personnes ont voté.',
    badgeFor: (badge: string, person: string) => `${badge}, pour ${person}`,
    accept: (what: string) => `Accepter : ${what}`,
    decline: (what: string) => `Ne pas retenir : ${what}`,
    tools: 'Pour vos groupes',
    noGroup:
      'Vous n’êtes dans aucun groupe. Invitez-moi dans le salon de votre groupe, puis tapez-y /badge.',
  },
  chooseGroup: {
    title: 'Choisir le groupe',
    intro: 'Vous êtes dans plusieurs groupes.',
    group: 'Quel groupe ?',
    submit: 'Continuer',
  },
  settings: {
    title: 'Réglages du groupe',
    intro: (group: string) => `Groupe « ${group} ».`,
    submit: 'Enregistrer',
    trainers: 'Qui forme, avec vous ?',
    trainersHint:
      'Ces personnes proposent des badges, décident et retirent. Elles ne votent pas. Les autres apprennent, et votent.',
    source: 'D’où viennent les membres du groupe ?',
    sourceHint: 'Les votes déjà ouverts gardent leur liste de votants.',
    channel: 'Des personnes du salon',
    sourceNow: 'De la liste choisie jusqu’ici',
    outsiders: 'Personnes d’autres organisations',
    outsidersTick: 'Elles font partie du groupe, et votent.',
    language: 'Langue de ce qui est écrit pour tout le monde',
    languages: { fr: 'Français', en: 'English' },
    done: 'C’est noté. Les nouveaux réglages valent pour les prochains votes.',
  },
  link: {
    code: (code: string, command: string) =>
      `Votre code : ${code}. Dans les dix minutes, depuis votre autre compte, tapez ${command}. Ne donnez ce code à personne : il dit que ces deux comptes sont vous.`,
    linked:
      'C’est fait : vos deux comptes sont une seule personne. Elle vote une fois, et retrouve tous ses badges avec /badge mes-badges.',
  },
  email: {
    title: 'Recevoir mes badges par courriel',
    intro:
      'Vos badges vous seront aussi envoyés à cette adresse. Une lettre vous y apporte d’abord un code, pour vérifier que c’est bien la vôtre.',
    submit: 'Envoyer le code',
    address: 'Votre adresse de courriel',
    sent: (address: string) =>
      `Une lettre part à ${address}, avec un code de six chiffres. Il est valable quinze minutes. Rien n’arrive ? Regardez parmi les indésirables.`,
    enterCode: 'Entrer le code',
    otherAddress: 'Corriger l’adresse',
    startAgain: 'Recommencer',
    codeTitle: 'Entrer le code',
    codeIntro: 'Il est dans la lettre que vous venez de recevoir.',
    codeSubmit: 'Confirmer',
    code: 'Code de six chiffres',
    confirmed: (address: string) =>
      `C’est fait : vos badges vous seront aussi envoyés à ${address}. Ceux des trente derniers jours qui ne sont pas encore partis par courriel y vont maintenant.`,
    give: 'Recevoir mes badges par courriel',
  },
  claim: {
    beingMade: 'Votre badge est en cours de fabrication. Réessayez dans un instant.',
    again: 'Réessayer',
  },
  preview: {
    by: (issuer: string) => `Délivré par ${issuer}.`,
    toGroup: (group: string) => `Remis au groupe « ${group} », par un vote.`,
    toPerson: (person: string) => `Remis à ${person}, par le vote de son groupe.`,
    toSomebody: 'Remis à une personne, par le vote de son groupe.',
    group: (group: string) => `Vote du groupe « ${group} ».`,
    record: (badge: string) => `Procès-verbal : ${badge}`,
    revoked: 'Ce badge a été retiré.',
    practice: 'Badge d’entraînement : il n’engage personne.',
  },
  help: {
    intro: 'Voici ce que vous pouvez me demander :',
    line: (command: string, what: string) => `${command} : ${what}`,
    commands: {
      propose: 'proposer un badge à une personne ou au groupe',
      vote: 'voter, ou changer votre vote',
      status: 'suivre les votes en cours et les derniers résultats',
      mine: 'retrouver vos badges',
      list: 'voir tous les badges, ou chercher : /badge liste équipe',
      show: 'lire un badge et ses critères : /badge voir son nom',
      withdraw: 'retirer une proposition',
      revoke: 'retirer un badge déjà remis',
      settings: 'dire qui forme, et d’où viennent les membres du groupe',
      link: 'relier vos comptes : vous êtes une seule personne, qui vote une fois',
      email: 'donner votre adresse de courriel, pour y recevoir aussi vos badges',
      help: 'cette aide',
    },
  },
  card: {
    forGroup: (badge: string) => `Badge « ${badge} » pour le groupe ?`,
    forPerson: (badge: string, person: string) => `Badge « ${badge} » pour ${person} ?`,
    proposedBy: (person: string, reason: string) => `Proposé par ${person} : ${reason}`,
    turnout,
    progress: ({ cast, roll, quorum }: Turnout & { quorum: number }) =>
      `${cast} sur ${roll} ont voté ; quorum : ${quorum}`,
    closesOn: (when: string) => `Clôture le ${when}.`,
    closes: 'Clôture',
    closed: 'Clos',
    rule: 'Règle',
    secrecy: 'Bulletins',
    count: ({ met, notYet, abstain }: Count) =>
      `${met} acquis, ${notYet} pas encore, ${abstain} sans avis`,
    verdict,
    settledBy: {
      ballots: 'par le vote.',
      deadline: 'à la date limite.',
      trainer: 'par la personne qui forme.',
    },
    vote: 'Voter',
    record: 'Procès-verbal',
    file: (name: string) => `Fichier : ${name}`,
    groupBadge: 'Badge du groupe',
    veto: 'S’opposer',
    claim: 'Réclamer mon badge',
  },
  announce: {
    ofGroup: (badge: string) => `Badge « ${badge} » pour le groupe :`,
    ofPerson: (badge: string, person: string) => `Badge « ${badge} » pour ${person} :`,
    verdict: {
      accepted: 'c’est accepté, bravo !',
      declined: 'pas retenu pour l’instant. On peut le proposer à nouveau plus tard.',
      lapsed: 'sans suite, trop peu de personnes ont voté.',
      withdrawn: 'la proposition est retirée.',
      vetoed: 'la personne qui forme s’y oppose.',
    },
    unwanted: 'Aucun badge n’est remis : personne n’en souhaitait à son nom.',
  },
  award: {
    received: (badge: string) => `Bravo ! Vous avez reçu le badge « ${badge} ».`,
    groupReceived: (badge: string) => `Bravo ! Votre groupe a reçu le badge « ${badge} ».`,
    how: ({ cast, roll, group }: Turnout & { group: string }) =>
      `${plural(cast, { one: '# personne', other: '# personnes' })} sur ${roll} du groupe « ${group} » ont voté, critère par critère.`,
    practice:
      'C’est un badge d’entraînement : il montre comment cela marche, il n’engage personne.',
    next: 'L’image contient le badge signé : gardez-la telle quelle. Sa page explique quoi en faire.',
    open: 'Ouvrir mon badge',
    verify: 'Vérifier un badge',
    decline: 'Refuser ce badge',
    revoked: (badge: string, reason: string) =>
      `Votre badge « ${badge} » a été retiré. Raison donnée : ${reason}`,
    groupRevoked: (badge: string, reason: string) =>
      `Le badge « ${badge} » du groupe a été retiré. Raison donnée : ${reason}`,
    groupPage: 'Ouvrir la page du badge',
  },
  decline: {
    title: 'Refuser ce badge',
    intro: (badge: string) =>
      `Le badge « ${badge} » ne sera plus donné à personne, et sa page dira seulement qu’il n’a pas été accepté. C’est définitif ; le groupe n’est pas prévenu.`,
    submit: 'Refuser',
    done: 'C’est noté : vous n’avez pas accepté ce badge.',
    already: 'Vous avez déjà refusé ce badge.',
  },
  nudge: {
    text: (badge: string, when: string) =>
      `Votre vote manque encore pour le badge « ${badge} ». Clôture le ${when}.`,
    vote: 'Voter',
  },
  ask: {
    text: (badge: string, { cast, roll }: Turnout) =>
      `Badge « ${badge} » : la date limite est passée et seulement ${cast} sur ${roll} ont voté. La règle vous laisse décider ; le procès-verbal le dira.`,
    accept: 'Accepter',
    decline: 'Ne pas retenir',
  },
  undelivered: {
    /** The letter was given up. */
    letter: (person: string, badge: string, reason: string) =>
      `Le badge « ${badge} » n’a pas pu être envoyé à ${person} par courriel. ${reason} Le badge n’est pas perdu : cette personne le retrouve avec « Réclamer mon badge » sous la carte, ou avec /badge mes-badges.`,
    /** The private message was given up, and the letter goes its way. */
    byLetter: (person: string, badge: string, reason: string) =>
      `Le badge « ${badge} » va à ${person} par courriel : le message privé n’est pas passé. ${reason}`,
    /** The private message was given up, and there is no letter. */
    onlyHere: (person: string, badge: string, reason: string) =>
      `${person} n’a pas encore le badge « ${badge} » : le message privé n’est pas passé, et aucune adresse de courriel n’est connue. ${reason} Le badge n’est pas perdu : cette personne le retrouve avec « Réclamer mon badge » sous la carte, ou avec /badge mes-badges.`,
  },
  unposted: (badge: string, reason: string) =>
    `La carte ou le résultat du badge « ${badge} » n’a pas pu être affiché dans le salon. ${reason}`,
  undeliveredOpen: 'Voir et réessayer',
}

const list = new Intl.ListFormat('fr')

function criteriaNamed(criteria: readonly number[]): string {
  return `${criteria.length === 1 ? 'Critère' : 'Critères'} ${list.format(criteria.map(String))}`
}
