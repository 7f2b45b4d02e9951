import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DevelopmentUser } from './development-user.js';
import type { Interaction, OidcProvider } from './oidc-provider-api.js';
import { errorPage, pageHeaders, signInPage, type SignInRequest } from './pages.js';

/** The form has only one short field. */
const MAX_FORM_LENGTH = 10_000;

/** Handles the page where a user is chosen: GET shows it, POST is the click. */
export function interactionHandler(provider: OidcProvider, users: DevelopmentUser[]) {
  return async function handleInteraction(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const details = await provider.interactionDetails(req, res);
      if (req.method === 'POST') await finishInteraction({ provider, users }, req, res);
      else sendPage(res, 200, signInPage(users, signInRequestOf(details)));
    } catch (error) {
      if (res.headersSent) res.destroy();
      else if (isExpired(error))
        sendPage(res, 400, errorPage('session_not_found', 'This sign-in is over. Begin again at the application.'));
      else sendPage(res, 500, errorPage('server_error'));
    }
  };
}

/** One click is both login and consent. `loadExistingGrant` makes the grant. */
async function finishInteraction(
  { provider, users }: { provider: OidcProvider; users: DevelopmentUser[] },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const form = await readForm(req);
  const user = users.find(({ id }) => id === form?.get('user'));
  const options = { mergeWithLastSubmission: false };
  if (form?.has('cancel')) {
    const denied = { error: 'access_denied', error_description: 'The user cancelled the sign-in' };
    await provider.interactionFinished(req, res, denied, options);
  } else if (user) {
    const result = { login: { accountId: user.id }, consent: {}, select_account: {} };
    await provider.interactionFinished(req, res, result, options);
  } else {
    sendPage(res, 400, errorPage('invalid_request', 'This user does not exist here.'));
  }
}

async function readForm(req: IncomingMessage): Promise<URLSearchParams | undefined> {
  let body = '';
  req.setEncoding('utf8');
  for await (const chunk of req) {
    body += String(chunk);
    if (body.length > MAX_FORM_LENGTH) return undefined;
  }
  return new URLSearchParams(body);
}

function signInRequestOf({ params }: Interaction): SignInRequest {
  const { redirect_uri: redirectUri, client_id: clientId, scope } = params;
  const origin = redirectUri !== undefined && URL.canParse(redirectUri) ? ` (${new URL(redirectUri).origin})` : '';
  return { application: `${clientId ?? 'An application'}${origin}`, scope: scope ?? 'nothing more' };
}

/** Whether oidc-provider does not know the interaction: it is too old, belongs to another browser, or another user has signed in since. */
function isExpired(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound';
}

function sendPage(res: ServerResponse, status: number, page: string): void {
  res.writeHead(status, pageHeaders).end(page);
}
