import type { SignIn } from '../../identity/sign-in.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { SignInCookie } from './sign-in-cookie.ts'

/** What the pages of signing in are given, where there is sign-in. */
export type Ways = AppDependencies & { signIn: SignIn; cookie: SignInCookie }
