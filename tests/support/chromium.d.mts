import type { Browser, BrowserServer } from 'playwright-core';

export function startChromium(): Promise<Browser>;
export function serveChromium(): Promise<BrowserServer>;
