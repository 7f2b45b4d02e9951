import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DevelopmentUser } from './development-user.js';
import type { Interaction, OidcProvider } from './oidc-provider-api.js';
import { errorPage, pageHeaders, signInPage } from './pages.js';

/** The longest form that is read. It holds one name and one value. */
const LONGEST_FORM = 10_000;

/** Answers at the page where a user is chosen: GET shows it, POST is the click. */
export function interactionHandler(provider: OidcProvider, users: DevelopmentUser[]) {
  return async function interaction(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const details = await provider.interactionDetails(req, res);
      if (req.method === 'POST') await finish(provider, users, req, res);
      else send(res, 200, signInPage(users, askingOf(details)));
    } catch (error) {
      if (res.headersSent) res.destroy();
      else if (isExpired(error))
        send(res, 400, errorPage('session_not_found', 'This sign-in is over. Begin again at the application.'));
      else send(res, 500, errorPage('server_error'));
    }
  };
}

/** Login and consent are one click: the grant itself is made by `loadExistingGrant`. */
async function finish(
  provider: OidcProvider,
  users: DevelopmentUser[],
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const form = await readForm(req);
  const user = users.find(({ id }) => id === form?.get('user'));
  const once = { mergeWithLastSubmission: false };
  if (form?.has('cancel')) {
    const denied = { error: 'access_denied', error_description: 'The user cancelled the sign-in' };
    await provider.interactionFinished(req, res, denied, once);
  } else if (user) {
    const result = { login: { accountId: user.id }, consent: {}, select_account: {} };
    await provider.interactionFinished(req, res, result, once);
  } else {
    send(res, 400, errorPage('invalid_request', 'There is no such user here.'));
  }
}

async function readForm(req: IncomingMessage): Promise<URLSearchParams | undefined> {
  let body = '';
  req.setEncoding('utf8');
  for await (const chunk of req) {
    body += String(chunk);
    if (body.length > LONGEST_FORM) return undefined;
  }
  return new URLSearchParams(body);
}

function askingOf({ params }: Interaction): { application: string; scope: string } {
  const { redirect_uri: redirectUri, client_id: clientId, scope } = params;
  const origin = redirectUri !== undefined && URL.canParse(redirectUri) ? ` (${new URL(redirectUri).origin})` : '';
  return { application: `${clientId ?? 'An application'}${origin}`, scope: scope ?? 'nothing more' };
}

/** oidc-provider's SessionNotFound: another user signed in meanwhile, the page is old, or the cookie is another browser's. */
function isExpired(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound';
}

function send(res: ServerResponse, status: number, page: string): void {
  res.writeHead(status, pageHeaders).end(page);
}
