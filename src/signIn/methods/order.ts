import type { WindowKind } from '../../core/callbackUris.js';
import { deviceCode } from './deviceCode.js';
import { editorUri } from './editorUri.js';
import { loopback } from './loopback.js';
import type { MethodPorts, SignInMethod } from './method.js';
import { paste } from './paste.js';
import { workbenchRelay } from './workbenchRelay.js';

type Factory = (ports: MethodPorts) => SignInMethod;

/** The methods for each kind of window, in the order in which they are tried. */
const METHODS: Readonly<Record<WindowKind, readonly Factory[]>> = {
  localDesktop: [loopback, deviceCode, paste],
  remoteDesktop: [loopback, workbenchRelay, editorUri, deviceCode, paste],
  browser: [workbenchRelay, editorUri, deviceCode, paste],
};

export function methodsFor(windowKind: WindowKind, ports: MethodPorts): readonly SignInMethod[] {
  return METHODS[windowKind].map((create) => create(ports));
}
