// What a test can change while the provider runs, and the check that it is spelled right: a misspelled lie would be
// the truth, and the test that relies on it would pass for no reason.
import { ACCOUNTS } from './accounts.mjs';

const JWT_LIES = ['claims', 'header', 'alg', 'secret', 'badSig'];
const ANSWER_LIES = ['status', 'raw', 'type', 'patch', 'delayMs'];

/** Each thing that can be falsified, and how. */
const LIES = {
  idToken: JWT_LIES,
  logoutToken: JWT_LIES,
  discovery: ANSWER_LIES,
  jwks: ANSWER_LIES,
  token: ANSWER_LIES,
  userinfo: ANSWER_LIES,
  par: ANSWER_LIES,
  authorization: ['patch'],
};
const ALGORITHMS = ['none', 'HS256', 'foreign', 'RS256'];
const DECISIONS = ['approve', 'deny', 'hang'];

/** Who signs in, how it is decided, what is falsified; the relying party; and what happened so far. */
export function createState(rp) {
  return { ...honest(), rp, events: [] };
}

function honest() {
  const accounts = structuredClone(ACCOUNTS);
  return { currentSub: 'alice', decision: 'approve', dpopNonce: false, mangle: {}, accounts };
}

/** Back to alice, approval and the truth. The relying party and the events stay. */
export function resetState(state) {
  Object.assign(state, honest());
}

/**
 * Applies `change`: `currentSub`, `decision`, `dpopNonce` (whether a DPoP proof needs one), `mangle` (replaces all lies), `accounts` (subject → claims, null removes
 * one; a new subject is a new person). Throws, changing nothing, on anything else.
 */
export function changeState(state, change) {
  const { currentSub, decision, dpopNonce, mangle, accounts = {}, ...unknown } = change;
  refuseUnknown('state', Object.keys(unknown), []);
  const people = { ...state.accounts };
  for (const [sub, claims] of Object.entries(accounts)) people[sub] = withoutNull({ ...people[sub], ...claims });
  if (currentSub !== undefined && !people[currentSub]) throw new Error(`there is no account ${currentSub}`);
  if (decision !== undefined) refuseUnknown('decision', [decision], DECISIONS);
  if (mangle !== undefined) checkLies(mangle);
  state.accounts = people;
  state.currentSub = currentSub ?? state.currentSub;
  state.decision = decision ?? state.decision;
  state.dpopNonce = dpopNonce ?? state.dpopNonce;
  state.mangle = mangle ?? state.mangle;
}

function checkLies(mangle) {
  refuseUnknown('mangle', Object.keys(mangle), Object.keys(LIES));
  for (const [target, lie] of Object.entries(mangle)) {
    refuseUnknown(`mangle.${target}`, Object.keys(lie), LIES[target]);
    if (lie.alg !== undefined) refuseUnknown(`mangle.${target}.alg`, [lie.alg], ALGORITHMS);
    if (lie.alg === 'HS256' && !lie.secret) throw new Error(`mangle.${target}: HS256 needs a secret`);
  }
}

function refuseUnknown(where, found, known) {
  const unknown = found.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${where}: ${unknown.join(', ')} is unknown; known: ${known.join(', ')}`);
}

function withoutNull(claims) {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}
