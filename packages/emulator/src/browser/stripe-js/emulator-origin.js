/** Where the emulator is; written in when this script is served, since the page may have it by way of another address. */
export const emulatorOrigin = '%EMULATOR_ORIGIN%';
