/** What the pages of signing in say. Values come in as text and are escaped. */
import { html } from 'hono/html'
import type { Markup, Page } from '../page.ts'

/** What the words of a page say, for whatever asks again by itself. */
const A_MINUTE_S = 60

/** For a code that is typed. @param problem why an earlier one was not taken */
export function askForCode(problem: string | null): Page {
  return {
    title: 'Sign in',
    status: problem === null ? 200 : 400,
    body: html`<h1>Sign in</h1>
<p>Press “Sign in” in the plugin in Figma. It shows a short code; type it here.</p>
${problem === null ? '' : html`<p class="danger" role="alert">${problem}</p>`}
<form action="/sign-in">
<label for="user_code">Code</label>
<input id="user_code" name="user_code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX">
<button class="primary">Continue</button>
</form>`,
  }
}

/** @param proof that the form was shown to the browser that sends it */
export function askToCompare(userCode: string, proof: string, isOnceMore: boolean): Page {
  return {
    title: 'Compare the code',
    status: isOnceMore ? 400 : 200,
    body: html`<h1>Does the plugin show this code?</h1>
<p class="code">${userCode}</p>
${isOnceMore ? html`<p class="danger" role="alert">This page was open for too long, or a second time. Compare once more.</p>` : ''}
<p>Go on only if you pressed “Sign in” in Figma yourself and see the same code there. If somebody has sent you here, stop: you would let them use your account.</p>
<form method="post" action="/sign-in">
<input type="hidden" name="user_code" value="${userCode}">
<input type="hidden" name="proof" value="${proof}">
<button class="primary" name="answer" value="same">It is the same code</button>
<button name="answer" value="other">It is another code</button>
</form>`,
  }
}

export function leaveForProvider(to: URL): Page {
  return {
    title: 'On to your company’s sign-in',
    leadsTo: to,
    body: html`<h1>On to your company’s sign-in</h1>
<p><a class="button primary" href="${to.href}" rel="noreferrer">Continue</a></p>`,
  }
}

export function sayDone(name: string, email: string | null): Page {
  return tell('You are signed in', [
    html`Signed in as ${name}${email === null || email === name ? '' : html` (${email})`}.`,
    html`Go back to Figma: the plugin goes on by itself. You can close this page.`,
  ])
}

export function sayAnotherCode(): Page {
  return tell('Nobody was let in', [
    html`The code on this page is of no more use. If you wanted to sign in, press “Sign in” in the plugin again and compare.`,
  ])
}

export function sayNotAllowed(name: string, email: string | null): Page {
  const who = email ?? name
  return tell(
    'You may not use this relay',
    [
      html`Your company’s sign-in knows you as ${who}, and this relay does not let that account in. Ask whoever runs it.`,
      ...(email === null
        ? [html`It was told no e-mail address of yours that your company has verified.`]
        : []),
    ],
    403,
  )
}

export function sayNotAdmin(name: string): Page {
  return tell(
    'You may not administer this relay',
    [html`You are signed in as ${name}. Ask whoever runs it.`],
    403,
  )
}

export function sayUnavailable(): Page {
  const page = tell(
    'The company’s sign-in does not answer',
    [
      html`Wait a minute, then reload this page or press “Sign in” in the plugin again. Whoever is signed in stays signed in meanwhile.`,
    ],
    503,
  )
  return { ...page, retryAfterS: A_MINUTE_S }
}

export function sayOver(): Page {
  return tell(
    'This sign-in is over',
    [
      html`It took too long, was used already, or was begun in another browser. Press “Sign in” in the plugin again.`,
    ],
    400,
  )
}

export function sayRefused(): Page {
  return tell(
    'The sign-in did not work',
    [
      html`What the company’s sign-in answered was not accepted. Press “Sign in” in the plugin again; if it stays like this, tell whoever runs the relay.`,
    ],
    400,
  )
}

export function sayCancelled(): Page {
  return tell(
    'You were not signed in',
    [html`The company’s sign-in was ended without it. Press “Sign in” in the plugin to try again.`],
    403,
  )
}

export function sayWait(): Page {
  const page = tell(
    'Too many codes',
    [html`Too many codes were tried from your network. Wait a minute, then reload.`],
    429,
  )
  return { ...page, retryAfterS: A_MINUTE_S }
}

function tell(title: string, paragraphs: Markup[], status = 200): Page {
  const lines = paragraphs.map((text) => html`<p>${text}</p>`)
  return { title, status, body: html`<h1>${title}</h1>${lines}` }
}
