declare module 'oauth-sign' {
  type Params = Record<string, string | string[]>;

  const oauthSign: {
    generateBase(method: string, url: string, params: Params): string;
    sign(
      signatureMethod: string,
      method: string,
      url: string,
      params: Params,
      clientSecret: string,
      tokenSecret?: string,
    ): string;
  };
  export default oauthSign;
}
