// jose has a module for each function, and all of them together take longer to import than the ones that are used.
export { decodeProtectedHeader } from 'jose/decode/protected_header';
export { compactDecrypt } from 'jose/jwe/compact/decrypt';
export { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
export { createLocalJWKSet } from 'jose/jwks/local';
export { decodeJwt } from 'jose/jwt/decode';
export { SignJWT } from 'jose/jwt/sign';
export { jwtVerify } from 'jose/jwt/verify';
export { exportJWK } from 'jose/key/export';
export { generateKeyPair } from 'jose/key/generate/keypair';
export { importJWK, importPKCS8 } from 'jose/key/import';
export * as errors from 'jose/errors';
