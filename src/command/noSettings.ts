/** The network settings of an editor in which none is set. The command has no editor, so these are its own, too. */
export const NO_SETTINGS = { proxy: '', noProxy: [], proxySupport: 'override', systemCertificates: true };
