import { sayDay } from '../dates.ts'

export type Mark = 'good' | 'look' | 'wrong' | 'unchecked'

/** What `npm run doctor` looks at, in the order in which it says so. */
export type Part =
  | 'node'
  | 'memory'
  | 'settings'
  | 'disk'
  | 'data-folder'
  | 'master-key'
  | 'database'
  | 'tables'
  | 'integrity'
  | 'issuer-keys'
  | 'jobs'
  | 'clock'
  | 'service'
  | 'public-url'
  | 'mail'
  | 'mail-domain'
  | 'slack'
  | 'discord'

export interface DoctorTexts {
  readonly title: string
  readonly marks: Readonly<Record<Mark, string>>
  readonly parts: Readonly<Record<Part, string>>
  readonly summary: (counts: Readonly<Record<Mark, number>>) => string
}

const sheet: DoctorTexts = {
  title: 'Examen de Cordée',
  marks: { good: 'bien', look: 'à voir', wrong: 'en panne', unchecked: 'non vérifié' },
  parts: {
    node: 'Node',
    memory: 'Mémoire',
    settings: 'Réglages',
    disk: 'Disque',
    'data-folder': 'Dossier de données',
    'master-key': 'Clé maîtresse',
    database: 'Base de données',
    tables: 'Tables',
    integrity: 'Intégrité',
    'issuer-keys': 'Clés de signature',
    jobs: 'Travaux en attente',
    clock: 'Horloge',
    service: 'Service',
    'public-url': 'Adresse publique',
    mail: 'Courriel',
    'mail-domain': 'Domaine du courriel',
    slack: 'Slack',
    discord: 'Discord',
  },
  summary: ({ good, look, wrong, unchecked }) =>
    `${wrong === 0 ? 'Rien n’est en panne' : `En panne : ${wrong}`}. À voir : ${look}. Bien : ${good}. Non vérifié : ${unchecked}.`,
}

/** Each sentence says what is, and what to do about it where something is to be done. */
export const doctor = {
  ...sheet,
  findings: {
    nodeGood: ({ version }: { version: string }) => `version ${version}.`,
    nodeUntested: ({ version }: { version: string }) =>
      `version ${version}, plus récente que celle avec laquelle Cordée est essayée (24).`,
    memoryGood: ({ mebibytes }: { mebibytes: number }) => `${mebibytes} Mio disponibles.`,
    memoryLow: ({ mebibytes }: { mebibytes: number }) =>
      `${mebibytes} Mio disponibles seulement : le service en demande environ 200. Fermez d’autres programmes ou ajoutez de la mémoire.`,

    settingsRead: ({ engine, address }: { engine: 'sqlite' | 'postgres'; address: string }) =>
      `lus sans erreur. Base : ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}. Écoute sur ${address}.`,
    settingsMistake: ({ line }: { line: string }) => line,
    settingsFirst: () => 'le reste attend que les réglages soient corrigés.',

    diskGood: ({ gibibytes }: { gibibytes: number }) => `${decimal(gibibytes)} Gio libres.`,
    diskLow: ({ gibibytes }: { gibibytes: number }) =>
      `${decimal(gibibytes)} Gio libres seulement : faites de la place avant que le service ne refuse des bulletins.`,
    diskUnknown: ({ folder }: { folder: string }) =>
      `la place libre autour de ${folder} n’a pas pu être lue.`,

    folderGood: ({ folder }: { folder: string }) => `${folder}, lisible par vous seul.`,
    folderNotYet: ({ folder }: { folder: string }) =>
      `${folder} n’existe pas encore : le premier démarrage le crée.`,
    folderNotUsable: ({ folder }: { folder: string }) =>
      `${folder} ne peut pas être lu et écrit par ce compte : donnez-lui ce droit, ou changez DATA_DIR.`,
    folderOpen: ({ folder }: { folder: string }) =>
      `d’autres comptes de la machine peuvent entrer dans ${folder} : chmod 700.`,

    keyGood: ({ file }: { file: string }) => `${file}. En avez-vous une copie ailleurs ?`,
    keyNotYet: ({ file }: { file: string }) =>
      `${file} n’existe pas encore : le premier démarrage le crée.`,
    keyMissing: ({ file }: { file: string }) =>
      `${file} n’existe pas, alors que la base contient des clés scellées : remettez-en la copie.`,
    keyUnreadable: ({ file }: { file: string }) =>
      `${file} ne contient pas de clé lisible (32 octets en base64) : remettez-en la copie.`,
    keyOpen: ({ file }: { file: string }) =>
      `d’autres comptes de la machine peuvent lire ${file} : chmod 600.`,

    sqliteGood: ({ file, mebibytes }: { file: string; mebibytes: number }) =>
      `${file}, ${decimal(mebibytes)} Mio.`,
    sqliteNotYet: ({ file }: { file: string }) =>
      `${file} n’existe pas encore : le premier démarrage le crée.`,
    sqliteUnreadable: ({ file, detail }: { file: string; detail: string }) =>
      `${file} ne peut pas être lu (${detail}) : restaurez la dernière sauvegarde (docs/running.md).`,
    postgresGood: ({ version, where }: { version: string; where: string }) =>
      `PostgreSQL ${version}, ${where}.`,
    postgresOld: ({ version }: { version: string }) =>
      `PostgreSQL ${version} n’est plus maintenu : prévoyez une mise à jour.`,
    postgresLossy: ({ setting }: { setting: string }) =>
      `PostgreSQL est réglé avec ${setting} : un bulletin confirmé peut se perdre si la machine s’arrête. Remettez ce réglage à on.`,
    postgresUnreachable: ({ detail }: { detail: string }) =>
      `DATABASE_URL : la base ne répond pas (${detail}). Vérifiez l’adresse, le mot de passe et que PostgreSQL tourne.`,

    tablesCurrent: () => 'à jour.',
    tablesNotYet: () => 'pas encore créées : le premier démarrage le fait.',
    tablesOlder: ({ missing }: { missing: number }) =>
      `${missing === 1 ? 'une mise à jour attend' : `${missing} mises à jour attendent`} : le prochain démarrage les applique. Sauvegardez d’abord.`,
    tablesNewer: () =>
      'faites par une version plus récente de Cordée : reprenez cette version, ou restaurez une sauvegarde d’avant.',

    integrityGood: () => 'aucun défaut trouvé par SQLite (quick_check).',
    integrityBroken: ({ detail }: { detail: string }) =>
      `la base est abîmée (${detail}) : arrêtez le service et restaurez la dernière sauvegarde (docs/running.md).`,
    integrityTooLong: ({ seconds }: { seconds: number }) =>
      `l’examen n’était pas fini après ${seconds} secondes ; npm run backup en fait un complet.`,
    integrityPostgres: () =>
      'PostgreSQL veille lui-même ; npm run backup relit toutes les lignes, pg_amcheck examine les index.',

    keysOpen: ({ count, oldestAt, tokens }: KeyFacts) =>
      `${count}, toutes ouvertes par la clé maîtresse. En service depuis le ${sayDay('fr', oldestAt)}${tokens === 0 ? ' ; la clé RSA des jetons sera faite au premier besoin' : ', clé RSA des jetons comprise'}.`,
    keysOld: ({ count, oldestAt }: KeyFacts) =>
      `${count}, toutes ouvertes par la clé maîtresse. L’une d’elles signe depuis le ${sayDay('fr', oldestAt)}, plus d’un an : npm run keys -- rotate la remplace, et ce qu’elle a signé continue de faire foi.`,
    keysClosed: ({ count, all }: { count: number; all: number }) =>
      `${count} sur ${all} ne s’ouvrent pas avec cette clé maîtresse : remettez celle qui les a scellées.`,
    pinned: ({ pinned }: { pinned: string }) =>
      `des badges sont faits pour ${pinned} : gardez ce domaine aussi longtemps qu’eux.`,
    pinnedOther: ({ pinned, given }: { pinned: string; given: string | undefined }) =>
      `PUBLIC_URL : des badges ont été faits pour ${pinned}, et PUBLIC_URL ${given === undefined ? 'n’est pas donnée' : `est ${given}`} : le service ne démarrera pas. Remettez ${pinned} (docs/running.md, « Moving house »).`,
    keysUnchecked: () => 'il faut d’abord une base et une clé maîtresse.',

    jobsGood: ({ waiting }: { waiting: number }) =>
      `${waiting} en attente, aucun en retard, aucun abandonné.`,
    jobsDead: ({ count }: { count: number }) =>
      `${count} abandonné${count > 1 ? 's' : ''} : npm run outbox dit pourquoi, et permet de réessayer.`,
    jobsLate: ({ count, minutes }: { count: number; minutes: number }) =>
      `${count} en retard, le plus ancien de ${minutes} min : le service tourne-t-il ?`,

    clockGood: ({ against, seconds }: { against: string; seconds: number }) =>
      `à ${decimal(seconds)} s de ${against}.`,
    clockOff: ({ against, seconds }: { against: string; seconds: number }) =>
      `${decimal(seconds)} s d’écart avec ${against} : réglez l’heure par NTP (timedatectl set-ntp true).`,
    clockUnchecked: () => 'aucune autre horloge à qui la comparer.',

    serviceUp: ({ address }: { address: string }) => `répond sur ${address}, prêt.`,
    serviceNotReady: ({ address }: { address: string }) =>
      `répond sur ${address}, mais ne peut pas travailler (/readyz) : lisez son journal.`,
    serviceDown: ({ address }: { address: string }) =>
      `ne répond pas sur ${address} : npm start le démarre.`,
    serviceUnknown: () => 'PORT laisse le système choisir : on ne peut pas savoir où il répond.',

    publicNone: () =>
      'pas de PUBLIC_URL : les badges sont des badges d’entraînement, que personne ne garantit.',
    publicPlain: ({ url }: { url: string }) =>
      `${url} n’est pas en https : les badges restent des badges d’entraînement, et tout circule en clair.`,
    publicGood: ({ url, ms }: { url: string; ms: number }) => `${url} répond en ${ms} ms.`,
    publicAnswers: ({ url, status }: { url: string; status: number }) =>
      `${url}/healthz répond ${status} : le serveur mandataire mène-t-il bien au service ?`,
    publicUnreachable: ({ url, detail }: { url: string; detail: string }) =>
      `${url} est injoignable depuis cette machine (${detail}) : vérifiez le nom, le certificat et le serveur mandataire. Certains réseaux empêchent une machine de se joindre elle-même.`,
    publicWhileDown: ({ url }: { url: string }) =>
      `${url} ne mène à rien tant que le service est arrêté.`,

    mailFolder: ({ folder }: { folder: string }) =>
      `pas de SMTP_URL : les lettres sont gardées dans ${folder} et ne partent pas.`,
    mailFolderBroken: ({ folder }: { folder: string }) =>
      `les lettres ne peuvent pas être écrites dans ${folder} : donnez-en le droit à ce compte.`,
    mailGood: ({ server, loggedIn }: { server: string; loggedIn: boolean }) =>
      `${server} répond${loggedIn ? ', nous laisse entrer' : ''} et chiffre.`,
    mailPlain: ({ server }: { server: string }) =>
      `${server} répond, mais sans chiffrement : lettres et mot de passe passent en clair. Prenez smtps:// ou un serveur avec STARTTLS.`,
    mailLocal: ({ server }: { server: string }) => `${server} répond, sur cette machine.`,
    mailRefused: ({ server, code }: { server: string; code: number }) =>
      `${server} refuse l’entrée (${code}) : vérifiez le nom et le mot de passe dans SMTP_URL.`,
    mailUnreachable: ({ server, detail }: { server: string; detail: string }) =>
      `${server} ne répond pas comme il faut (${detail}) : vérifiez SMTP_URL et le pare-feu.`,

    domainOnlyWithMail: () => 'sans objet tant que les lettres ne partent pas.',
    domainMadeUp: ({ from }: { from: string }) =>
      `les lettres partent de ${from}, une adresse inventée que beaucoup refuseront : donnez MAIL_FROM.`,
    domainUnknown: ({ domain }: { domain: string }) =>
      `le DNS interrogé d’ici ne connaît pas ${domain} : vérifiez MAIL_FROM, et l’accès à Internet de cette machine.`,
    recordFound: ({ record, name }: { record: string; name: string }) =>
      `${record} trouvé à ${name}.`,
    recordMissing: ({ record, name }: { record: string; name: string }) =>
      `pas de ${record} à ${name} : sans lui, des lettres finiront parmi les indésirables. Demandez-le à qui gère le domaine.`,
    recordUnknown: ({ record, name, detail }: { record: string; name: string; detail: string }) =>
      `${record} à ${name} : la question est restée sans réponse (${detail}).`,
    dkimElsewhere: () =>
      'DKIM : le sélecteur n’est connu que de qui signe les lettres. Regardez l’en-tête DKIM-Signature d’une lettre reçue.',
    dkimOtherKey: ({ name }: { name: string }) =>
      `la clé publiée à ${name} n’est pas celle de DKIM_KEY_FILE : les lettres seront rejetées. Publiez la bonne clé, ou changez DKIM_SELECTOR.`,

    slackScopes: ({ variable, scopes }: { variable: string; scopes: string }) =>
      `${variable} : il manque des droits à l’application (${scopes}) : collez à nouveau le manifeste d’adapters/slack, puis réinstallez-la.`,
    slackBot: ({ variable, name }: { variable: string; name: string }) =>
      `${variable} : le jeton vaut pour l’espace ${name}.`,
    slackSocket: ({ variable }: { variable: string }) =>
      `${variable} : Slack ouvre une connexion Socket Mode.`,
    slackBusy: ({ variable, detail }: { variable: string; detail: string }) =>
      `${variable} : Slack répond, mais pas maintenant (${detail}). Réessayez dans quelques minutes.`,
    slackUnreachable: ({ variable, detail }: { variable: string; detail: string }) =>
      `${variable} : Slack est injoignable (${detail}). Vérifiez l’accès à Internet de cette machine.`,
    slackApiUnreachable: ({ url, detail }: { url: string; detail: string }) =>
      `rien ne répond à SLACK_API_URL (${url}, ${detail}) : vérifiez cette adresse, ou ôtez-la pour joindre Slack lui-même.`,
    slackNoApi: ({ url }: { url: string }) =>
      `SLACK_API_URL (${url}) ne mène pas à l’API Web de Slack : l’adresse doit finir par /api/ ; ôtez-la pour joindre Slack lui-même.`.replaceAll(
        ' ;',
        ' ;',
      ),
    slackMany: () => 'joignable ; les espaces s’y relient depuis /slack/install.',
    notConfigured: ({ variable }: { variable: string }) => `non réglé (${variable}).`,
    discordGood: ({ name, address }: { name: string; address: string }) =>
      `joignable, sous le nom ${name}. Le lien qui l’ajoute à un serveur : ${address}`,
    discordOtherApplication: ({ id }: { id: string }) =>
      `DISCORD_APPLICATION_ID n’est pas celle du jeton : écrivez ${id}, ou ôtez-la.`,
    discordOtherKey: ({ key }: { key: string }) =>
      `DISCORD_PUBLIC_KEY n’est pas celle de cette application : écrivez ${key}.`,
    discordEndpoint: ({ endpoint }: { endpoint: string }) =>
      `Discord envoie ce que font les personnes à ${endpoint}, et rien ici : videz Interactions Endpoint URL, page General Information, ou donnez DISCORD_PUBLIC_KEY.`,
    discordNoEndpoint: ({ address }: { address: string }) =>
      `avec DISCORD_PUBLIC_KEY, Discord doit savoir où écrire : mettez ${address} dans Interactions Endpoint URL, page General Information (le service doit tourner), ou ôtez la variable.`,
    discordMembers: ({ id }: { id: string }) =>
      `ne montre pas qui a un rôle : chaque personne devra dire qu’elle fait partie du groupe. Pour l’éviter, allumez Server Members Intent sur https://discord.com/developers/applications/${id}/bot`,
    tokenRefused: ({ variable, reason }: { variable: string; reason: string }) =>
      `le jeton est refusé (${reason}) : reprenez ${variable} dans la page de l’application.`,
    chatBusy: ({ detail }: { detail: string }) =>
      `répond, mais pas maintenant (${detail}) : réessayez dans quelques minutes.`,
    chatUnreachable: ({ detail }: { detail: string }) =>
      `injoignable (${detail}) : vérifiez l’accès à Internet de cette machine.`,

    unexpected: ({ detail }: { detail: string }) => `l’examen lui-même a échoué (${detail}).`,
  },
}

function decimal(number: number): string {
  return number.toLocaleString('fr', { maximumFractionDigits: 1 })
}

interface KeyFacts {
  readonly count: number
  /** When the oldest key in use was made. */
  readonly oldestAt: number
  /** Token keys in use. */
  readonly tokens: number
}
