import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'behalf:public';

/** Opens a path to everybody. What does not say so is closed. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(IS_PUBLIC, true);
