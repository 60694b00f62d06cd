// What a person would do on the provider's pages: sign in and consent, refuse, or go away.

/** Answers `GET /interaction/:uid`. The person is `login_hint` if it names an account, else the current one. */
export async function answerInteraction({ provider, state }, req, res) {
  try {
    if (state.decision === 'hang') {
      state.events.push({ event: 'interaction.unanswered' });
      return;
    }
    const { params } = await provider.interactionDetails(req, res);
    const result = state.decision === 'deny' ? refusal() : await approval(provider, state, params);
    await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
  } catch (error) {
    state.events.push({ event: 'interaction.error', error: { message: error.message } });
    res.writeHead(500, { 'content-type': 'text/plain' }).end(`interaction: ${error.message}\n`);
  }
}

function refusal() {
  return { error: 'access_denied', error_description: 'The person said no' };
}

async function approval(provider, state, params) {
  const accountId = state.accounts[params.login_hint] ? params.login_hint : state.currentSub;
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return { login: { accountId }, consent: { grantId: await grant.save() } };
}
