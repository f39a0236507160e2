/** What a server can do, which its version and its administrator decide. */
export interface Features {
  readonly version: string;
  /** The authorization server, from 2026.02. */
  readonly oauth: boolean;
  /** Device codes, from 2026.06. */
  readonly deviceCodes: boolean;
  /** Several integrations for one content item, from 2025.07. */
  readonly severalAssociations: boolean;
  readonly licensed: boolean;
  readonly integrationsEnabled: boolean;
  /** The server does not tell its version. */
  readonly hideVersion: boolean;
}

export interface FeatureOptions {
  /** Default '2026.07.0'. */
  readonly version?: string;
  /** False: OAuth is turned off, also where the version has it. */
  readonly oauth?: boolean;
  /** False: device codes are turned off, also where the version has them. */
  readonly deviceCodes?: boolean;
  /** False: the license has no OAuth integrations; their API answers 402. */
  readonly licensed?: boolean;
  /** False: an administrator has turned OAuth integrations off. */
  readonly integrationsEnabled?: boolean;
  /** True: the server does not tell its version. */
  readonly hideVersion?: boolean;
}

export function featuresOf(options: FeatureOptions): Features {
  const version = options.version ?? '2026.07.0';
  return {
    version,
    oauth: isFrom(version, 2026, 2) && options.oauth !== false,
    deviceCodes: isFrom(version, 2026, 6) && options.deviceCodes !== false,
    severalAssociations: isFrom(version, 2025, 7),
    licensed: options.licensed !== false,
    integrationsEnabled: options.integrationsEnabled !== false,
    hideVersion: options.hideVersion === true,
  };
}

function isFrom(version: string, year: number, month: number): boolean {
  const [itsYear = 0, itsMonth = 0] = version.split('.').map(Number);
  return itsYear > year || (itsYear === year && itsMonth >= month);
}
