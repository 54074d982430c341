import { Component, afterRenderEffect, computed, inject, input, viewChild } from '@angular/core';
import type { ElementRef } from '@angular/core';
import { DomSanitizer } from '@angular/platform-browser';
import type { SandboxMail } from '@purser/contract';

const styleAttribute = 'data-mail-style';

/**
 * An HTML mail in a frame that can run no script.
 *
 * The frame inherits this page's content security policy, which forbids the inline styles that every mail is made of.
 * The policy is about markup, not about the object model: so styles are put aside before the mail is parsed, and then
 * set one by one.
 */
@Component({
  selector: 'app-mail-frame',
  // The template element parses without loading or running anything.
  template: `
    <template #source [innerHTML]="trusted()"></template>
    <iframe
      #frame
      class="mailbox__frame"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      [title]="'Mail: ' + mail().subject"
      (load)="redraw()"
    ></iframe>
  `,
})
export class MailFrame {
  readonly mail = input.required<SandboxMail>();
  private readonly source = viewChild.required<ElementRef<HTMLTemplateElement>>('source');
  private readonly frame = viewChild.required<ElementRef<HTMLIFrameElement>>('frame');
  readonly #sanitizer = inject(DomSanitizer);
  protected readonly trusted = computed(() =>
    this.#sanitizer.bypassSecurityTrustHtml(withStylesPutAside(this.mail().html)),
  );

  constructor() {
    afterRenderEffect(() => {
      this.trusted();
      this.redraw();
    });
  }

  /** Again once the frame has loaded: some browsers throw away what was drawn before that. */
  protected redraw(): void {
    const frame = this.frame().nativeElement;
    if (frame.contentDocument === null) return;
    draw(this.source().nativeElement.content, frame.contentDocument);
    // A document is never lower than its frame, so the frame has to be small when it is measured.
    frame.style.blockSize = '0';
    frame.style.blockSize = `${frame.contentDocument.documentElement.scrollHeight}px`;
  }
}

function draw(parsed: DocumentFragment, target: Document): void {
  const mail = target.importNode(parsed, true);
  const sheets = [...mail.querySelectorAll<HTMLTemplateElement>(`template[${styleAttribute}]`)];
  const styles = sheets.map((sheet) => sheet.content.textContent);
  for (const element of mail.querySelectorAll('template, script, link, meta, base, title')) element.remove();
  target.body.replaceChildren(mail);
  for (const element of target.querySelectorAll<HTMLElement>(`[${styleAttribute}]`)) {
    element.style.cssText = element.getAttribute(styleAttribute) ?? '';
  }
  for (const link of target.querySelectorAll('a')) link.target = '_blank';
  adoptStyles(target, styles);
}

/** What this misses is not drawn in style, no worse: the policy still holds. */
function withStylesPutAside(html: string): string {
  return html
    .replaceAll(/<style\b/gi, `<template ${styleAttribute}`)
    .replaceAll(/<\/style\s*>/gi, '</template>')
    .replaceAll(/(<[a-z][^<>]*?\s)style=/gi, `$1${styleAttribute}=`);
}

function adoptStyles(target: Document, styles: readonly string[]): void {
  const view = target.defaultView as (Window & typeof globalThis) | null;
  if (view === null) return;
  target.adoptedStyleSheets = styles.map((text) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
}
