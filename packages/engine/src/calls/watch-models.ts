import { DataGenFlowError, type ModelClient } from '@datagenflow/contracts';

/** Errors that concern the model and not the request: no other would fare better. */
const UNUSABLE = ['credentials', 'provider_down'];

/** The same models; `tell` hears when one can’t be used at present, whoever catches the error. */
export function watchModels(
  models: ModelClient,
  tell: (error: DataGenFlowError) => void,
): ModelClient {
  const watch = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof DataGenFlowError && UNUSABLE.includes(error.code)) tell(error);
      throw error;
    }
  };
  return {
    chat: (request, context) => watch(models.chat(request, context)),
    generate: (request, context) => watch(models.generate(request, context)),
    embed: (request, context) => watch(models.embed(request, context)),
  };
}
