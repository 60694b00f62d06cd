// The people who can sign in. Each of them is one case that a relying party has to get right.

export const ACCOUNTS = {
  alice: {
    name: 'Alice Archer',
    given_name: 'Alice',
    family_name: 'Archer',
    preferred_username: 'alice',
    email: 'alice@example.com',
    email_verified: true,
    picture: 'https://example.com/alice.png',
    groups: ['admins', 'staff'],
  },
  bob: {
    name: 'Bob Baker',
    given_name: 'Bob',
    family_name: 'Baker',
    preferred_username: 'bob',
    email: 'bob@example.com',
    email_verified: true,
    groups: ['staff'],
  },
  // Says that the address is alice's, and nobody has checked.
  mallory: {
    name: 'Mallory Miller',
    preferred_username: 'mallory',
    email: 'alice@example.com',
    email_verified: false,
    groups: [],
  },
  // Has a name and nothing else.
  nemo: { name: 'Nemo' },
};
