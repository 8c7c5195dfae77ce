/** Kept equal to the manifest's version by a test. */
export const signoffVersion = '0.1.0';
