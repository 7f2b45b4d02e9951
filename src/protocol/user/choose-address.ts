import { isRecord } from '../is-record.js';

/** Chooses one of a user's listed addresses: the primary one if it is verified, else any verified one, else the primary one. */
export function chooseAddress(answer: unknown): { email?: string; email_verified?: boolean } {
  const addresses = listIn(answer).filter(isAddress);
  const verified = addresses.filter(isVerified);
  const chosen = verified.find(isPrimary) ?? verified[0] ?? addresses.find(isPrimary);
  return chosen ? { email: chosen.email, email_verified: isVerified(chosen) } : {};
}

interface Address {
  email: string;
  [flag: string]: unknown;
}

function isAddress(value: unknown): value is Address {
  return isRecord(value) && typeof value['email'] === 'string' && value['email'] !== '';
}

// GitHub says `verified` and `primary`, Bitbucket `is_confirmed` and `is_primary`.
const isVerified = (address: Address): boolean => address['verified'] === true || address['is_confirmed'] === true;
const isPrimary = (address: Address): boolean => address['primary'] === true || address['is_primary'] === true;

/** The answer itself when it is a list, else its member `values`. */
function listIn(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer;
  const { values } = (isRecord(answer) ? answer : {}) as { values?: unknown };
  return Array.isArray(values) ? values : [];
}
