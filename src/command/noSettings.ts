/** The command knows no settings of the editor. */
export const NO_SETTINGS = { proxy: '', noProxy: [], proxySupport: 'override', systemCertificates: true };
